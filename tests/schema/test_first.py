from tests.schema.world import Api, World, public_id


async def test_it(world: World, api: Api) -> None:
    print(
        await api.answer(
            "chief",
            """query($id: ID!) { appraisal(id: $id) { id state late heldBy {name nip} soleAuthority route appraiser {name} approver{name}
      predicate feedback {text about} realisations {text indicator {title}} plan {id revision {ordinal} results {title indicators {title}} expectations {value text}} cycle {name appraisals(first: 1) { totalCount edges {cursor node {id employee {name unit{name parent {name}} position {name} assignments{kind validFrom}}}} pageInfo {hasNextPage}}}}}""",
            id=public_id("apr", world.appraisals["staff"].id),
        )
    )
    print(api.statements)
    assert 0
