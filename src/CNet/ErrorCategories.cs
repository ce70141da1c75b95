using System.Management.Automation;

namespace CNet.Commands;

/// <summary>The category of each error.</summary>
internal static class ErrorCategories
{
    private const int Eperm = 1, Enoent = 2, Ebusy = 16, Eexist = 17, Enodev = 19, Einval = 22, Eopnotsupp = 95, Etimedout = 110;

    internal static ErrorCategory Of(CNetException error) => error.Code switch
    {
        CNetError.NetlinkFailed => OfErrno((error as NetlinkException)?.Errno ?? 0),
        CNetError.SystemCallFailed => OfErrno((error as SystemCallException)?.Errno ?? 0),
        var code => Of(code),
    };

    internal static ErrorCategory Of(CNetError code) => code switch
    {
        CNetError.NetworkNotFound or CNetError.EndpointNotFound or CNetError.SandboxNotFound or CNetError.NamespaceNotFound or CNetError.DriverNotFound
            or CNetError.InterfaceNotFound or CNetError.HostNotFound or CNetError.PoolNotFound or CNetError.AddressNotFound or CNetError.CommandNotFound or CNetError.PortNotFound
            or CNetError.DnsRecordNotFound or CNetError.NameNotFound or CNetError.NameTypeNotFound or CNetError.ProcessNotFound
            or CNetError.RouteNotFound or CNetError.RuleNotFound or CNetError.NeighborNotFound => ErrorCategory.ObjectNotFound,
        CNetError.NetworkExists or CNetError.EndpointExists or CNetError.SandboxExists or CNetError.NamespaceExists or CNetError.NamespaceIdInUse or CNetError.HostExists
            or CNetError.DriverExists or CNetError.PoolExists or CNetError.InterfaceExists or CNetError.SubscriptionExists or CNetError.NetworkConflict or CNetError.DnsRecordExists
            or CNetError.RuleExists or CNetError.NeighborExists => ErrorCategory.ResourceExists,
        CNetError.NameInvalid or CNetError.NameAmbiguous or CNetError.CountMismatch or CNetError.ArgumentSwallowed or CNetError.AddressInvalid
            or CNetError.MacAddressInvalid or CNetError.SubnetOverlap or CNetError.SubnetInvalid or CNetError.RangeInvalid or CNetError.GatewayOutsideSubnet
            or CNetError.AddressOutsideSubnet or CNetError.PoolRequired or CNetError.RouteInvalid or CNetError.OptionUnknown or CNetError.OptionInvalid
            or CNetError.SysctlInvalid or CNetError.ConfigurationInvalid or CNetError.DurationInvalid or CNetError.PortInvalid or CNetError.RateInvalid or CNetError.PathInvalid => ErrorCategory.InvalidArgument,
        CNetError.NetworkPredefined or CNetError.EndpointNotJoined or CNetError.SandboxModeConflict or CNetError.RouteConflict
            or CNetError.ForwardingForbidden or CNetError.DnsRecordDerived or CNetError.ProcessForeign or CNetError.InterfaceFixed => ErrorCategory.InvalidOperation,
        CNetError.NetworkInUse or CNetError.SandboxInUse or CNetError.NamespaceInUse or CNetError.HostInUse or CNetError.EndpointJoined
            or CNetError.InterfaceInUse or CNetError.AddressInUse or CNetError.PoolInUse or CNetError.PortInUse or CNetError.StateConflict => ErrorCategory.ResourceBusy,
        CNetError.PoolExhausted => ErrorCategory.LimitsExceeded,
        CNetError.AgentUnavailable or CNetError.NameServerFailed => ErrorCategory.ResourceUnavailable,
        CNetError.DriverUnsupported => ErrorCategory.NotImplemented,
        CNetError.PermissionDenied => ErrorCategory.PermissionDenied,
        CNetError.KernelFeatureMissing or CNetError.LibraryMissing => ErrorCategory.NotInstalled,
        CNetError.CommandFailed or CNetError.DriverFailed or CNetError.Cancelled => ErrorCategory.OperationStopped,
        CNetError.Timeout or CNetError.LockTimeout => ErrorCategory.OperationTimeout,
        CNetError.StateCorrupt or CNetError.SchemaTooNew => ErrorCategory.InvalidData,
        CNetError.NetlinkFailed or CNetError.SystemCallFailed => ErrorCategory.DeviceError,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "This error has no category."),
    };

    private static ErrorCategory OfErrno(int errno) => errno switch
    {
        Eperm => ErrorCategory.PermissionDenied,
        Enoent or Enodev => ErrorCategory.ObjectNotFound,
        Eexist => ErrorCategory.ResourceExists,
        Ebusy => ErrorCategory.ResourceBusy,
        Einval => ErrorCategory.InvalidArgument,
        Eopnotsupp => ErrorCategory.NotImplemented,
        Etimedout => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.DeviceError,
    };
}
