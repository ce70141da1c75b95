using System.Management.Automation;

namespace CNet.Commands;

/// <summary>Disable-CNetInterface takes interfaces down. Equivalent to: <c>ip link set NAME down</c></summary>
[Cmdlet(VerbsLifecycle.Disable, "CNetInterface", SupportsShouldProcess = true)]
[OutputType(typeof(Interface))]
public sealed class DisableCNetInterfaceCommand : InterfaceCommand
{
    private protected override void Work(Interface target) =>
        Change(target, "Disable interface", () => Controller.Interfaces.Set(target, new InterfaceChange { Up = false }, Force, Cancellation));
}
