"""Limits, stated once: validation, schema descriptions, database checks and tests read them from here.

Units are in the names: ``_CHARS`` are Unicode characters after NFC, ``_ROWS`` are rows or list items.
"""

CODE_CHARS = 64
NUMBER_CHARS = 32
NAME_CHARS = 200
TITLE_CHARS = 500
UNIT_OF_MEASURE_CHARS = 60
DOCUMENT_NUMBER_CHARS = 120
EMAIL_CHARS = 254
TEXT_CHARS = 4_000
REASON_MIN_CHARS = 10
REASON_CHARS = 2_000
KEY_CHARS = 200
SUBJECT_CHARS = 400
URL_CHARS = 2_000
TOKEN_CHARS = 8_192

PAGE_ROWS = 100
PAGE_DEFAULT_ROWS = 20
NODES_ROWS = 100
BULK_ROWS = 200
GRANT_UNITS_ROWS = 50
HOLIDAYS_ROWS = 100
"""Holidays of an agency in one year: about 25 national ones and days of joint leave, and its own."""

ACTIVITY_CHARS = 2_000
ACTIVITY_MINUTES = 1_440
"""A day."""
THREAD_ROWS = 20
"""What may be said about one daily activity."""
ANSWER_WORKING_DAYS = 2
"""Within how many working days a superior answers a daily activity."""
RESPONSE_PEOPLE = 5
"""How many people work in a unit whose response times others than the superior see: below, it would be one person's figure."""
RESPONSE_DAYS = 366
RESPONSE_DEFAULT_DAYS = 28

EVIDENCE_ROWS = 50
"""Pieces of evidence of one appraisal or activity."""
WAITING_ROWS = 100
"""How much of what waits a page lists, the oldest first; it counts all."""
TEAM_ROWS = 100
"""People on one page of a team."""
HELP_WORKING_DAYS = 3
"""After so many working days in a row without a report somebody may need help."""
OPEN_WORKING_DAYS = 2
"""After so many working days with a question or a returned report open somebody may need help."""
STUCK_ROWS = 50
"""Holders whom a board names; it counts all."""
TREND_WEEKS = 53
TREND_DEFAULT_WEEKS = 8

RESULTS_ROWS = 50
INDICATORS_ROWS = 20
RESULTS_ADVISED_ROWS = 10
"""More results than this are warned of, never refused: nobody keeps so many in mind. No rule names a number, this one is ours."""
TEMPLATE_POSITIONS_ROWS = 200
"""Positions for which one template of a plan is meant."""
ACTIVITY_TEMPLATES_ROWS = 50
"""Templates of daily activities that one person keeps."""
MATRIX_CELLS_ROWS = 500
"""Cells of a role-result matrix that one command writes."""
ANNEX_ROWS = 20
"""Entries of one annex of a plan."""

AGREEMENTS_ROWS = 20
"""What one coaching session may agree."""

FIGURE_DIGITS = 18
FIGURE_DECIMALS = 4
SUM_DIGITS = 24
"""A sum of figures: a million of the largest has room."""

IMPORT_FILE_BYTES = 200 * 1024 * 1024
IMPORT_EXTRACTED_BYTES = 512 * 1024 * 1024
"""What a workbook's parts may hold together once extracted, and what the texts of its cells may; a cell repeats a shared text."""
IMPORT_PARTS_ROWS = 2_000
IMPORT_COMPRESSION_RATIO = 200
"""How much a workbook may shrink by compression where it is large at all; a roster's XML shrinks 10 to 60 times."""
IMPORT_CELLS_ROWS = 8_000_000
IMPORT_ROWS = 1_048_576
IMPORT_COLUMNS_ROWS = 256
IMPORT_CELL_CHARS = 32_767
IMPORT_PROBLEMS_ROWS = 1_000
IMPORT_UPLOADS_ROWS = 20
IMPORTS_WAITING_ROWS = 10

UPLOAD_HOURS = 24
UPLOADS_ROWS = 50
"""Live uploads of one person."""
UPLOADS_BYTES = 1024 * 1024 * 1024
"""What one person's live uploads may hold together."""

YEAR_FIRST = 2000
YEAR_LAST = 2199

IDEMPOTENCY_DAYS = 30
REFUSED_ATTEMPT_SECONDS = 60
RETURN_WORKING_DAYS = 3

TRAINING_HOURS = 2_000
"""What one training may take at most: a year's full-time course."""
TRAINING_PEOPLE = 10_000
"""How many one training may have room for."""
USEFULNESS_LEAST, USEFULNESS_MOST = 1, 5
OPINION_DAYS = 90
"""For how many days after it was first given an opinion of a training may be changed."""
