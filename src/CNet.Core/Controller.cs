using System.Collections.Concurrent;
using CNet.Agents;
using CNet.Firewall;
using CNet.Lifecycle;
using CNet.Linux;
using CNet.State;
using CNet.Toolkit;

namespace CNet;

/// <summary>
/// The entry point over one <see cref="CNet.Host"/>: its networks, endpoints, sandboxes and namespaces. Truth is the Host's store and its
/// kernel, never the memory of a process: controllers of several processes see and change the same networks. Safe for use by many threads.
/// </summary>
public sealed class Controller
{
    private const string StoreFile = "state.db", LockFile = "lock";
    private static readonly ConcurrentDictionary<Host, Controller> Opened = new();

    private readonly Lock _gate = new();
    private readonly NamespaceInode? _inode;
    private HostKernel? _kernel;
    private HostFirewall? _firewall;
    private Stores? _stores;

    private Controller(Host host)
    {
        Host = host;
        _inode = InodeOf(host);
        NamedNamespaces = new NamespaceDirectory(host.NamespaceDirectory, isShared: host.IsMachine);
        Drivers = new DriverRegistry();
        Networks = new Networks(this);
        Endpoints = new Endpoints(this);
        Sandboxes = new Sandboxes(this);
        AddressPools = new AddressPools(this);
        AddressLeases = new AddressLeases(this);
        Namespaces = new Namespaces(this);
        Interfaces = new Interfaces(this);
        InterfaceAddresses = new InterfaceAddresses(this);
        Routes = new Routes(this);
        Rules = new Rules(this);
        Neighbors = new Neighbors(this);
        ForwardingEntries = new ForwardingEntries(this);
        Bridges = new Bridges(this);
        Sockets = new Sockets(this);
        Statistics = new Statistics(this);
        Events = new Events(this);
        Programs = new Programs(this);
        Ports = new PublishedPorts(this);
        Names = new Names(this);
        Policy = new HostPolicy(this);
        Settings = new Settings(this);
        Health = new Health(this);
        Agent = new AgentControl(this);
    }

    /// <summary>The Host.</summary>
    public Host Host { get; }

    /// <summary>The networks of the Host.</summary>
    public Networks Networks { get; }

    /// <summary>The endpoints of its networks.</summary>
    public Endpoints Endpoints { get; }

    /// <summary>The sandboxes of the Host.</summary>
    public Sandboxes Sandboxes { get; }

    /// <summary>The address pools of the Host: subnets of networks, and pools of their own.</summary>
    public AddressPools AddressPools { get; }

    /// <summary>The addresses that somebody holds.</summary>
    public AddressLeases AddressLeases { get; }

    /// <summary>The network namespaces of the Host, CNet's or not.</summary>
    public Namespaces Namespaces { get; }

    /// <summary>The interfaces of the Host and of any namespace.</summary>
    public Interfaces Interfaces { get; }

    /// <summary>The routes of the Host and of any namespace.</summary>
    public Routes Routes { get; }

    /// <summary>The addresses of interfaces, of the Host and of any namespace.</summary>
    public InterfaceAddresses InterfaceAddresses { get; }

    /// <summary>The rules that say in which tables routes are looked up, of the Host and of any namespace.</summary>
    public Rules Rules { get; }

    /// <summary>Who is on the links of the Host and of any namespace.</summary>
    public Neighbors Neighbors { get; }

    /// <summary>Where bridges and tunnels of the Host and of any namespace send frames.</summary>
    public ForwardingEntries ForwardingEntries { get; }

    /// <summary>The bridges of the Host and of any namespace.</summary>
    public Bridges Bridges { get; }

    /// <summary>The sockets of the Host and of any namespace.</summary>
    public Sockets Sockets { get; }

    /// <summary>What the interfaces of the Host and of any namespace have received and sent.</summary>
    public Statistics Statistics { get; }

    /// <summary>What happens on the Host and in any namespace, while it happens.</summary>
    public Events Events { get; }

    /// <summary>Programs run inside sandboxes and namespaces.</summary>
    public Programs Programs { get; }

    /// <summary>The names of its networks.</summary>
    public Names Names { get; }

    /// <summary>The ports of endpoints that are published on the Host.</summary>
    public PublishedPorts Ports { get; }

    /// <summary>What is open on the Host to whom, and why.</summary>
    public HostPolicy Policy { get; }

    /// <summary>The settings of the Host.</summary>
    public Settings Settings { get; }

    /// <summary>Whether the Host is as it should be, and how it is put right.</summary>
    public Health Health { get; }

    /// <summary>The process that holds published ports.</summary>
    public AgentControl Agent { get; }

    /// <summary>The drivers there are.</summary>
    public DriverRegistry Drivers { get; }

    /// <summary>True where the Host was used before.</summary>
    internal bool HasState => File.Exists(LastingFile);

    /// <summary>The file of what outlives a reboot.</summary>
    internal string LastingFile => Path.Combine(Host.StateDirectory, StoreFile);

    /// <summary>The file of what a reboot ends.</summary>
    internal string BootFile => Path.Combine(Host.RunDirectory, StoreFile);

    internal NamespaceDirectory NamedNamespaces { get; }

    internal HostKernel Kernel
    {
        get
        {
            lock (_gate) return _kernel ??= new HostKernel(OpenNamespace());
        }
    }

    internal HostFirewall Firewall
    {
        get
        {
            lock (_gate) return _firewall ??= new HostFirewall(_kernel ??= new HostKernel(OpenNamespace()));
        }
    }

    /// <summary>The controller over a Host; one per Host and process, opened at the first use.</summary>
    public static Controller Open(Host? host = null)
    {
        host ??= Hosts.Default;
        while (true)
        {
            var controller = Opened.GetOrAdd(host, static key => new Controller(key));
            // The Host was removed and made again meanwhile.
            if (controller._inode == InodeOf(host)) return controller;
            Close(host);
        }
    }

    /// <summary>Closes the sockets and files of a Host's controller; it opens again when it is used.</summary>
    public static void Close(Host host)
    {
        if (Opened.TryRemove(host, out var controller)) controller.Close();
    }

    /// <summary>Closes all controllers of this process.</summary>
    public static void CloseAll()
    {
        foreach (var host in Opened.Keys) Close(host);
    }

    /// <summary>Opens the Host's network namespace.</summary>
    internal NetworkNamespace OpenNamespace() => Host.NamespacePath is { } path ? NetworkNamespace.Open(path, Host) : NetworkNamespace.OpenHome();

    /// <summary>Begins a change: waits for the Host's lock, and finishes what a killed process left.</summary>
    internal Operation Begin(string what, CancellationToken cancellation)
    {
        var operation = BeginAsItIs(what, null, cancellation);
        try
        {
            if (operation.Leftover is { } leftover) Recovery.Sweep(operation, leftover);
            return operation;
        }
        catch
        {
            operation.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the Host's lock, and leaves what a killed process left as it is: to look at it, or to put it right step by step.</summary>
    internal Operation BeginAsItIs(string what, TimeSpan? timeout, CancellationToken cancellation)
    {
        // Whether the files are the right ones is seen under their lock.
        for (var stores = _stores ?? OpenStores(); ; stores = OpenStores())
        {
            var held = stores.Lock.Acquire(what, timeout, cancellation);
            try
            {
                if (stores.AreCurrent()) return new Operation(this, held, stores.Stage(), cancellation);
            }
            catch
            {
                held.Dispose();
                throw;
            }
            // Somebody removed the files while this process waited: the lock that counts is another one by now.
            held.Dispose();
        }
    }

    /// <summary>Begins a change, or its preview: then everything is refused or foreseen as if it were done, and nothing is done.</summary>
    internal Operation Begin(string what, Preview? preview, CancellationToken cancellation) =>
        preview is null ? Begin(what, cancellation) : new Operation(this, null, preview.State ??= OpenStores().Stage(), cancellation);

    /// <summary>Reads the state as it is now.</summary>
    internal StagedState Read() => OpenStores().Stage();

    /// <summary>Both stores, as they are now.</summary>
    internal Stores Stores => OpenStores();

    /// <summary>The store of what outlives a reboot, to be followed.</summary>
    internal IStateStore Lasting => OpenStores().Lasting;

    /// <summary>The store of what a reboot ends, to be followed.</summary>
    internal IStateStore Boot => OpenStores().Boot;

    /// <summary>Whose namespaces and interfaces were when somebody looked last: to find out costs a look at every sandbox.</summary>
    internal Owners? LastOwners { get; set; }

    /// <summary>False where somebody has removed the files of the state since they were opened.</summary>
    internal bool HasCurrentState
    {
        get
        {
            lock (_gate) return _stores is not null && _stores.AreCurrent();
        }
    }

    private Stores OpenStores()
    {
        lock (_gate)
        {
            // Files that are gone are left to whoever still works with them.
            if (_stores is not null && _stores.AreCurrent()) return _stores;
            Privilege.Demand("reading or changing CNet's networks");
            if (!Host.IsMachine && InodeOf(Host) is null)
                throw new CNetException(CNetError.HostNotFound, $"The Host '{Host}' was removed.", Host, $"New-CNetHost {Host} makes one of that name.");
            RefuseInsideSandbox();
            StateDirectories.Create(Host.StateDirectory);
            StateDirectories.Create(Host.RunDirectory);
            var stores = MakeStores();
            try
            {
                FirstUse.Prepare(this, stores);
                return _stores = stores;
            }
            catch
            {
                stores.Dispose();
                throw;
            }
        }
    }

    /// <summary>Moves a damaged file of the state aside, and begins anew with what can be read of it.</summary>
    /// <exception cref="CNetException">The lock could not be had, or the file is whole meanwhile.</exception>
    internal (string Aside, int Saved) RescueState(string file, CancellationToken cancellation)
    {
        using var mutex = new HostLock(Path.Combine(Host.RunDirectory, LockFile));
        using var held = mutex.Acquire("begin a damaged state anew", null, cancellation);
        if (StateFile.Damage(file) is null) throw new CNetException(CNetError.StateConflict, $"The state in '{file}' is whole; somebody has repaired it meanwhile.", file, "Look again.");
        return StateFile.Rescue(file);
    }

    /// <summary>Deletes the files of the state, and the directories where nothing else is in them. Whoever has them open sees that they are gone.</summary>
    internal void DeleteState()
    {
        lock (_gate)
        {
            SandboxFiles.DeleteAll(Host);
            foreach (var directory in new[] { Host.StateDirectory, Host.RunDirectory })
            {
                // Damaged ones that were moved aside, too.
                foreach (var file in Directory.GetFiles(directory, StoreFile + "*").Append(Path.Combine(directory, LockFile))) File.Delete(file);
                if (directory == Host.RunDirectory && !AgentProcess.Runs(Host)) AgentFiles.Delete(Host);
                if (!Directory.EnumerateFileSystemEntries(directory).Any()) Directory.Delete(directory);
            }
        }
    }

    private Stores MakeStores()
    {
        var (lasting, boot, held) = (LastingFile, BootFile, Path.Combine(Host.RunDirectory, LockFile));
        var opened = new Stack<IDisposable>();
        try
        {
            var lastingStore = new SqliteStore(lasting);
            opened.Push(lastingStore);
            var bootStore = new SqliteStore(boot);
            opened.Push(bootStore);
            return new Stores(lastingStore, bootStore, new HostLock(held), lasting, boot, held);
        }
        catch
        {
            while (opened.TryPop(out var store)) store.Dispose();
            throw;
        }
    }

    /// <summary>In a process that CNet started in a sandbox, this machine's own namespace is out of sight: what it calls its own is the sandbox's.</summary>
    private void RefuseInsideSandbox()
    {
        if (Host.IsMachine && Environment.GetEnvironmentVariable(StartedProcesses.SandboxVariable) is { Length: > 0 } id)
            throw new CNetException(CNetError.HostNotFound, $"This process runs inside sandbox {ObjectId.Shorten(id)}, from where the networks of this machine cannot be managed.", Host,
                "Manage them outside of the sandbox.");
    }

    private void Close()
    {
        lock (_gate)
        {
            _stores?.Dispose();
            _kernel?.Dispose();
            _stores = null;
            _kernel = null;
            _firewall = null;
        }
    }

    private static NamespaceInode? InodeOf(Host host) => host.NamespacePath is { } path ? NetworkNamespace.TryInodeOf(path) : null;
}
