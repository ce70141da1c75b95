using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Enable-CNetInterface sets interfaces up. Equivalent to: <c>ip link set NAME up</c></summary>
[Cmdlet(VerbsLifecycle.Enable, "CNetInterface", SupportsShouldProcess = true)]
[OutputType(typeof(Interface))]
public sealed class EnableCNetInterfaceCommand : InterfaceCommand
{
    private protected override void Work(Interface target) =>
        Change(target, "Enable interface", () => Controller.Interfaces.Set(target, new InterfaceChange { Up = true }, Force, Cancellation));
}
