using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Containers;

/// <summary>Containers of a real podman, without a network of its own.</summary>
public sealed class PodmanTests(PodmanBed bed) : ContainerTest(bed, NamespaceOwnerKind.Podman), IClassFixture<PodmanBed>
{
    [ContainerFact("podman", "conmon")]
    public void A_container_is_found_and_meant_by_its_name() => IsFoundAndMeantByItsName("db-1", "--network", "none");

    [ContainerFact("podman", "conmon")]
    public void A_container_gets_a_name_and_loses_it() => GetsANameAndLosesIt("db-2", "--network", "none");

    [ContainerFact("podman", "conmon", "ping")]
    public void A_container_joins_and_is_released_as_it_was() => JoinsAndIsReleasedAsItWas("db-3", "--network", "none");
}
