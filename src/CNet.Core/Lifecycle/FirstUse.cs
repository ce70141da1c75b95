using CNet.Ipam;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>What is done when a Host's state is opened: records of an earlier boot are dropped, the predefined networks are made.</summary>
internal static class FirstUse
{
    internal const string None = "none", HostNetwork = "host", Bridge = "bridge", Default = "default";
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const int BridgeSize = 16;

    /// <summary>True for names that no other network can have.</summary>
    internal static bool IsReserved(string name) => name is None or HostNetwork or Bridge or Default;

    internal static void Prepare(Controller controller, Stores stores)
    {
        var bootId = File.ReadAllText(BootIdFile).Trim();
        if (IsThisBoot(stores.Stage(), bootId) && HasNetworks(stores.Stage())) return;
        using var held = stores.Lock.Acquire("first use of the Host");
        // Of another boot: namespaces, links and rules are gone, and what the file says of them with them.
        if (!IsThisBoot(stores.Stage(), bootId))
        {
            Forget(stores.Boot);
            SandboxFiles.DeleteAll(controller.Host);
        }
        var state = stores.Stage();
        state.Boot.Put(Keys.Boot, new TextRecord(bootId), StateJson.Default.TextRecord);
        state.Boot.Commit();
        if (HasNetworks(state)) return;
        using var operation = new Operation(controller, held: null, state, CancellationToken.None);
        AddMissing(operation);
        state.Lasting.Commit();
    }

    /// <summary>Stages the predefined networks that are not there.</summary>
    internal static void AddMissing(Operation operation)
    {
        if (!Has(operation.State, None)) Add(operation.State, ObjectId.New(), None, "null");
        if (!Has(operation.State, HostNetwork)) Add(operation.State, ObjectId.New(), HostNetwork, "host");
        if (Has(operation.State, Bridge)) return;
        var bridge = ObjectId.New();
        Add(operation.State, bridge, Bridge, "bridge", BridgePool(operation, bridge));
    }

    /// <summary>Whether the records of the boot are this one's. What cannot be read does not say that they are another's.</summary>
    private static bool IsThisBoot(StagedState state, string bootId) =>
        state.Boot.Find(Keys.Boot, StateJson.Default.TextRecord) is { } boot ? boot.Value == bootId : state.Boot.KeysOf(Keys.Boot, 1).Count > 0;

    private static bool HasNetworks(StagedState state) => Has(state, None) && Has(state, HostNetwork) && Has(state, Bridge);

    /// <summary>Whether a name is taken, by a record that can be read or not.</summary>
    private static bool Has(StagedState state, string name) => state.Lasting.KeysOf(Keys.NetworkName(name)).Contains(Keys.NetworkName(name));

    private static void Forget(IStateStore store)
    {
        var all = store.Range(" ", "~");
        store.Commit([.. all.Select(document => new DocumentWrite(document.Key, null, null))]);
    }

    /// <summary>172.17.0.0/16 as Docker's, or the next free /16 where the Host uses that (Docker's own bridge, say).</summary>
    private static PoolRecord BridgePool(Operation operation, string networkId)
    {
        var ipam = operation.Ipam;
        var driver = operation.Drivers.Ipam("default");
        var wanted = operation.Settings.DefaultSubnet ?? DefaultPools.Bridge;
        var isFree = !ipam.Occupied.Any(used => used.Overlaps(wanted)) && DefaultIpamDriver.FindOverlap(operation.Lasting, wanted) is null;
        var request = new PoolRequest(false, isFree ? wanted : null, isFree ? null : BridgeSize, $"network '{Bridge}'") { NetworkId = networkId };
        var subnet = driver.RequestPool(ipam, request)!.Value;
        return new PoolRecord { Subnet = subnet, Gateway = driver.RequestAddress(ipam, subnet, null, null) };
    }

    private static void Add(StagedState state, string id, string name, string driver, params PoolRecord[] pools)
    {
        var record = new NetworkRecord
        {
            Id = id,
            Name = name,
            Driver = driver,
            Created = DateTimeOffset.UtcNow,
            Predefined = true,
            EnableIPv4 = pools.Length > 0,
            Pools = [.. pools],
            Options = name == Bridge ? new() { [BridgeOptions.BridgeName.Name] = BridgeDriver.DefaultBridge } : [],
        };
        state.Lasting.Create(Keys.Network(record.Id), record, StateJson.Default.NetworkRecord);
        state.Lasting.Create(Keys.NetworkName(name), new TextRecord(record.Id), StateJson.Default.TextRecord);
    }
}
