using System.Text.Json;
using CNet.Agents;
using CNet.Firewall;
using CNet.Ipam;
using CNet.Linux;
using CNet.Netlink.Route;
using CNet.Ports;
using CNet.State;

namespace CNet.Lifecycle;

/// <summary>What an operation reads and has staged. A <see cref="Preview"/> keeps it for the next step.</summary>
/// <param name="Lasting">What outlives a reboot.</param>
/// <param name="Boot">What a reboot ends.</param>
internal sealed record StagedState(StateTransaction Lasting, StateTransaction Boot);

/// <summary>
/// One change of a Host: holds its lock, stages records, keeps on record what it is about to do to the kernel, and undoes in reverse what
/// was done where it fails. Either everything is committed or nothing stays.
/// </summary>
internal sealed class Operation : IDisposable
{
    private readonly HostLock.Held? _lock;
    private readonly Stack<Action> _undo = new();
    private readonly Controller _controller;
    private HostSettingsRecord? _settings;
    private Intent? _intent;
    private bool _committed;

    internal Operation(Controller controller, HostLock.Held? held, StagedState state, CancellationToken cancellation)
    {
        _controller = controller;
        _lock = held;
        State = state;
        Cancellation = cancellation;
    }

    internal CancellationToken Cancellation { get; }

    internal StagedState State { get; }

    /// <summary>What outlives a reboot.</summary>
    internal StateTransaction Lasting => State.Lasting;

    /// <summary>What a reboot ends.</summary>
    internal StateTransaction Boot => State.Boot;

    /// <summary>The note of what a killed process was about to do, or null.</summary>
    internal string? Leftover => _lock?.Leftover;

    /// <summary>True where nothing is to be done, only to be refused or foreseen.</summary>
    internal bool IsPreview => _lock is null;

    internal Host Host => _controller.Host;

    internal HostKernel Kernel => _controller.Kernel;

    internal HostFirewall Firewall => _controller.Firewall;

    internal NamespaceDirectory NamedNamespaces => _controller.NamedNamespaces;

    internal DriverRegistry Drivers => _controller.Drivers;

    internal HostSettingsRecord Settings => _settings ??= ReadSettings(Lasting);

    /// <summary>The settings. Where they cannot be read the defaults count, but what may be forbidden is.</summary>
    internal static HostSettingsRecord ReadSettings(StateTransaction lasting) => lasting.Find(Keys.Host, StateJson.Default.HostSettingsRecord)
        ?? new HostSettingsRecord { Forwarding = lasting.KeysOf(Keys.Host, 1).Count > 0 ? ForwardingMode.Forbid : ForwardingMode.Auto };

    /// <summary>Calls a driver. What it throws that is no error of CNet's becomes one that names it.</summary>
    internal T Call<T>(string driver, Func<INetworkDriver, T> call)
    {
        try
        {
            return call(Drivers.Get(driver));
        }
        catch (Exception failure) when (failure is not (CNetException or OperationCanceledException))
        {
            throw new CNetException(CNetError.DriverFailed, $"The driver {driver} failed: {failure.Message}", driver, null, failure);
        }
    }

    /// <summary>Calls a driver.</summary>
    internal void Call(string driver, Action<INetworkDriver> call) => Call(driver, target =>
    {
        call(target);
        return true;
    });

    /// <summary>What an IPAM driver works with.</summary>
    internal IpamContext Ipam => new(Lasting, () => DefaultPools.Of(Settings, Host), () => OccupiedSubnets.Of(Kernel));

    /// <summary>Registers what undoes the step just taken.</summary>
    internal void OnFailure(Action undo) => _undo.Push(undo);

    /// <summary>Adds to the record of what is about to be made or removed in the kernel, so that whoever comes after a kill can sweep it.</summary>
    internal void Intend(Func<Intent, Intent> change)
    {
        _intent = change(_intent ?? new Intent());
        _lock?.Write(JsonSerializer.Serialize(_intent, StateJson.Default.Intent));
    }

    /// <summary>
    /// Writes what was staged. From here on nothing is undone: what was intended is finished, by this operation or by the one that finds
    /// the intent.
    /// </summary>
    internal void Commit()
    {
        if (IsPreview) throw new InvalidOperationException("A preview cannot be committed.");
        Lasting.Commit();
        Boot.Commit();
        _undo.Clear();
        _committed = true;
    }

    /// <summary>Ends a step: what was intended is done. Another step may follow under the same lock.</summary>
    internal void Complete()
    {
        Commit();
        ClearIntent();
        _committed = false;
    }

    /// <summary>Undoes the step that failed, so that another may follow under the same lock.</summary>
    internal void RollBack()
    {
        var whole = Undo();
        Unstage();
        if (whole) ClearIntent();
    }

    /// <summary>The networks whose devices exist, with what is staged.</summary>
    internal List<DeviceRecord> Devices() => Boot.List(Keys.Devices, StateJson.Default.DeviceRecord);

    /// <summary>All that belongs into the firewall's table, with what is staged.</summary>
    internal FirewallContents FirewallContents() => new(
        [.. Devices().Select(device => device.Firewall).OfType<FirewallRecord>()],
        Boot.Get(Keys.Forwarding(isIPv6: false), StateJson.Default.ForwardingRecord),
        Boot.Get(Keys.Forwarding(isIPv6: true), StateJson.Default.ForwardingRecord),
        PortRules.All(State, Drivers));

    /// <summary>Starts the agent, whatever the settings say.</summary>
    internal void StartAgent() => AgentLauncher.Start(_controller);

    /// <summary>Forgets what was staged, so that what is undone goes by what is on record.</summary>
    internal void Unstage()
    {
        Lasting.Reset();
        Boot.Reset();
        _settings = null;
    }

    /// <summary>True for the bridges of networks, for what is plugged into them, and for what holds that to a rate.</summary>
    internal bool IsOwnInterface(LinkInfo link) =>
        link.Kind == "ifb" && BridgeRates.IsDevice(link.Name) || Devices().Any(device => device.Interface == link.Name || (link.MasterIndex != 0 && device.InterfaceIndex == link.MasterIndex));

    /// <summary>Undoes what was not committed, and gives the lock back.</summary>
    public void Dispose()
    {
        try
        {
            if (!_committed && Undo()) ClearIntent();
        }
        finally
        {
            _lock?.Dispose();
        }
    }

    private bool Undo()
    {
        var whole = true;
        while (_undo.TryPop(out var undo))
        {
            try
            {
                undo();
            }
            catch (CNetException error)
            {
                // The intent stays on record: the next operation sweeps what is left.
                whole = false;
                OperationLog.Warning($"While undoing: {error.Message}");
            }
        }
        return whole;
    }

    private void ClearIntent()
    {
        if (_intent is null) return;
        _lock?.Clear();
        _intent = null;
    }
}
