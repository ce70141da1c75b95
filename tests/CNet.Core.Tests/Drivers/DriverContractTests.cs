using CNet.Tests.Support;
using Xunit;

namespace CNet.Tests.Drivers;

/// <summary>
/// What a driver that is not CNet's own can do, and what it cannot break: one that makes its interface on the Host, refuses, dies or lies.
/// </summary>
public sealed class DriverContractTests : HostTest
{
    private readonly StrangeDriver _driver;

    public DriverContractTests()
    {
        _driver = new StrangeDriver(InHost);
        Controller.Drivers.Register(_driver);
    }

    [KernelFact("ip")]
    public void An_interface_made_on_the_Host_is_moved_named_and_configured()
    {
        var lab = Create();
        _driver.OnJoin = () => new JoinResult
        {
            InterfaceToMove = "strange0",
            HostInterface = "strange1",
            Gateway = Addresses.Parse("10.1.0.1"),
            Routes = [new StaticRoute(Cidr.Parse("10.77.0.0/16"), Addresses.Parse("10.1.0.9"))],
        };
        var web = Attach(lab, "web");
        var link = IpJson("web", "addr", "show", "eth0")[0];
        Assert.Equal(web.MacAddress.ToString(), link.GetProperty("address").GetString());
        Assert.Contains("10.1.0.2/24", In("web", "ip", "addr"), StringComparison.Ordinal);
        Assert.Contains("default via 10.1.0.1", In("web", "ip", "route"), StringComparison.Ordinal);
        Assert.Contains("10.77.0.0/16 via 10.1.0.9", In("web", "ip", "route"), StringComparison.Ordinal);
        // It is on record: whoever removes it behind CNet's back is found out.
        In("web", "ip", "route", "del", "10.77.0.0/16");
        Assert.Equal(("Interface", HostCheckStatus.Repaired), Controller.Health.Repair().Select(check => (check.Name, check.Status)).Single());
        Assert.Contains("10.77.0.0/16 via 10.1.0.9", In("web", "ip", "route"), StringComparison.Ordinal);
        Controller.Networks.Remove(lab, force: true);
        Assert.Equal(["Validate", "CreateNetwork", "CreateEndpoint", "CreateNetwork", "Join", "Leave", "DeleteEndpoint", "DeleteNetwork"], _driver.Calls);
    }

    [KernelFact]
    public void It_knows_its_Host_and_its_other_networks()
    {
        CreateNetwork("foreign", "10.2.0.0/24");
        Create();
        Assert.Equal(TestHost, _driver.SeenHost);
        Assert.Empty(_driver.SeenSiblings);
        CreateNetwork("second", "10.3.0.0/24", spec => spec with { Driver = "strange" });
        Assert.Equal(["lab 42"], _driver.SeenSiblings);
    }

    [KernelFact]
    public void Where_it_is_not_registered_its_networks_are_listed_all_the_same()
    {
        Create();
        Controller.Close(TestHost);
        var elsewhere = Controller.Open(TestHost);
        Assert.Contains("lab", elsewhere.Networks.List().Select(network => network.Name));
        Fails(CNetError.DriverNotFound, () => elsewhere.Endpoints.Add(elsewhere.Networks.Get("lab"), new EndpointSpec { Name = "web" }));
    }

    [KernelFact("ip")]
    public void A_default_route_without_a_gateway_goes_by_the_interface()
    {
        _driver.OnJoin = () => new JoinResult { InterfaceToMove = "strange0", OffersDefaultRouteOnLink = true };
        var web = Attach(Create(), "web");
        Assert.True(web.IsDefaultGateway);
        Assert.Contains("default dev eth0", In("web", "ip", "route"), StringComparison.Ordinal);
    }

    [KernelTheory("ip")]
    [Trait("Case", "21")]
    [InlineData("Validate")]
    [InlineData("CreateNetwork")]
    [InlineData("CreateEndpoint")]
    [InlineData("Join")]
    public void Whatever_call_it_refuses_nothing_stays(string call)
    {
        _driver.OnJoin = () => new JoinResult { InterfaceToMove = "strange0" };
        _driver.Refuses = call;
        Fails(CNetError.DriverUnsupported, () => Attach(Create(), "web"));
        Assert.Empty(Controller.Sandboxes.List());
        Assert.Empty(Controller.Namespaces.List());
        Assert.Equal(call is "Validate" or "CreateNetwork", Controller.Networks.Find("lab") is null);
        Assert.Equal(call == "Join" ? 1 : 0, Controller.Endpoints.List().Count);
        _driver.Refuses = null;
        if (Controller.Networks.Find("lab") is { } lab) Controller.Networks.Remove(lab, force: true);
        Create();
    }

    [KernelTheory("ip")]
    [InlineData("CreateNetwork")]
    [InlineData("Join")]
    public void Dying_is_an_error_that_names_it(string call)
    {
        _driver.DiesIn = call;
        var error = Fails(CNetError.DriverFailed, () => Attach(Create(), "web"));
        Assert.Contains("strange", error.Message, StringComparison.Ordinal);
        Assert.Empty(Controller.Sandboxes.List());
    }

    [KernelFact("ip")]
    public void A_lie_about_its_interface_is_found_out_and_undone()
    {
        var lab = Create();
        var web = Controller.Endpoints.Add(lab, new EndpointSpec { Name = "web" });
        var undone = 0;
        foreach (var lie in new JoinResult[] { new() { InterfaceToMove = "not-there" }, new() { InterfaceIndex = 4242 }, new() })
        {
            _driver.OnJoin = () =>
            {
                _driver.Endpoint!.OnFailure(() => undone++);
                return lie;
            };
            Assert.ThrowsAny<CNetException>(() => Controller.Sandboxes.Join(web, "web"));
            Assert.Equal(EndpointState.Ready, Controller.Endpoints.Get("web").State);
            Assert.Empty(Controller.Namespaces.List());
        }
        Assert.Equal(3, undone);
    }

    [KernelFact]
    public void It_may_choose_the_MAC_address_only_where_the_user_did_not()
    {
        _driver.Mac = MacAddress.Parse("02:00:00:00:00:07");
        var lab = Create();
        Assert.Equal(_driver.Mac, Controller.Endpoints.Add(lab, new EndpointSpec { Name = "a" }).MacAddress);
        Fails(CNetError.MacAddressInvalid, () => Controller.Endpoints.Add(lab, new EndpointSpec { Name = "b", MacAddress = MacAddress.Parse("02:00:00:00:00:08") }));
        Assert.Single(Controller.Endpoints.List());
    }

    [KernelFact]
    public void It_finds_again_what_it_put_on_record_and_its_options_are_checked()
    {
        var lab = Controller.Networks.Create(new NetworkSpec { Name = "lab", Driver = "strange", Options = new Dictionary<string, string> { ["colour"] = "red" } });
        Assert.Equal("42", _driver.SeenData);
        Assert.Equal("red", lab.Options["org.example.colour"]);
        Fails(CNetError.OptionInvalid, () => Controller.Networks.Create(new NetworkSpec { Name = "x", Driver = "strange", Options = new Dictionary<string, string> { ["colour"] = "mauve" } }));
        Fails(CNetError.DriverExists, () => Controller.Drivers.Register(_driver));
    }

    [KernelFact]
    public void It_cannot_change_networks_while_it_is_called()
    {
        _driver.OnCreateNetwork = () => Controller.Networks.Create(new NetworkSpec { Name = "nested" });
        Fails(CNetError.StateConflict, () => Create());
        _driver.OnCreateNetwork = null;
        Create();
    }

    private Network Create() => CreateNetwork(change: spec => spec with { Driver = "strange" });

    private sealed class StrangeDriver(Func<string, string[], string> inHost) : INetworkDriver
    {
        internal List<string> Calls { get; } = [];
        internal string? Refuses { get; set; }
        internal string? DiesIn { get; set; }
        internal Func<JoinResult> OnJoin { get; set; } = () => JoinResult.None;
        internal Action? OnCreateNetwork { get; set; }
        internal MacAddress? Mac { get; set; }
        internal EndpointContext? Endpoint { get; private set; }
        internal string? SeenData { get; private set; }
        internal List<string> SeenSiblings { get; } = [];
        internal Host? SeenHost { get; private set; }

        public DriverDescription Description { get; } = new()
        {
            Name = "strange",
            Summary = "A driver of a test's.",
            Options = [new DriverOption { Name = "org.example.colour", Target = DriverOptionTarget.Network, Type = DriverOptionType.Choice, Values = ["red", "green"], Description = "A colour." }],
        };

        public void Validate(NetworkPlan plan)
        {
            plan.Data["vni"] = "42";
            SeenSiblings.AddRange(plan.Siblings.Select(sibling => $"{sibling.Name} {sibling.Data["vni"]}"));
            Called("Validate");
        }

        public void CreateNetwork(NetworkContext network)
        {
            SeenData = network.Data["vni"];
            SeenHost = network.Host;
            OnCreateNetwork?.Invoke();
            Called("CreateNetwork");
        }

        public void DeleteNetwork(NetworkContext network) => Called("DeleteNetwork");

        public void CreateEndpoint(EndpointContext endpoint)
        {
            if (Mac is { } mac) endpoint.MacAddress = mac;
            Called("CreateEndpoint");
        }

        public void DeleteEndpoint(EndpointContext endpoint) => Called("DeleteEndpoint");

        public JoinResult Join(EndpointContext endpoint, JoinTarget target)
        {
            Endpoint = endpoint;
            inHost("ip", ["link", "add", "strange0", "type", "veth", "peer", "name", "strange1"]);
            endpoint.OnFailure(() => inHost("ip", ["link", "del", "strange1"]));
            Called("Join");
            return OnJoin();
        }

        public void Leave(EndpointContext endpoint, JoinedInterface joined)
        {
            inHost("ip", ["link", "del", "strange1"]);
            Called("Leave");
        }

        private void Called(string call)
        {
            Calls.Add(call);
            if (Refuses == call) throw new CNetException(CNetError.DriverUnsupported, $"No {call} today.");
            if (DiesIn == call) throw new InvalidOperationException("The driver is dead.");
        }
    }
}
