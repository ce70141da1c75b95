using CNet.Binding;

namespace CNet.Execution;

/// <summary>Where something is to run: a sandbox, or any namespace.</summary>
internal sealed record ExecutionTarget(Sandbox? Sandbox, string Namespace)
{
    internal static IEnumerable<ExecutionTarget> Resolve(Controller controller, SandboxRef reference) =>
        controller.Resolve(reference).Select(Of);

    internal static IEnumerable<ExecutionTarget> Resolve(Controller controller, NamespaceRef reference) =>
        reference.IsPattern ? controller.Resolve(reference).Select(ns => new ExecutionTarget(null, ns.Name ?? ns.Path)) : [new ExecutionTarget(null, reference.Text)];

    /// <summary>What the first word means: a name is a sandbox's, or else a namespace's.</summary>
    internal static IEnumerable<ExecutionTarget> Resolve(Controller controller, ObjectRef? place) => place switch
    {
        null => throw new CNetException(CNetError.NameInvalid, "No sandbox is named.", null, "Write SANDBOX -- PROGRAM …, or pipe sandboxes."),
        NamespaceRef ns => Resolve(controller, ns),
        SandboxRef { Sandbox: null, IsPattern: false } name => [controller.Sandboxes.Find(name.Text) is { } found ? Of(found) : Named(controller, name.Text)],
        SandboxRef sandbox => Resolve(controller, sandbox),
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, "This is no place to run something in."),
    };

    internal RunningProgram Start(Controller controller, ProgramSpec program, CancellationToken cancellation) =>
        Sandbox is null ? controller.Programs.Start(Namespace, program) : controller.Programs.Start(Sandbox, program, cancellation);

    internal BackgroundProgram StartInBackground(Controller controller, ProgramSpec program) =>
        Sandbox is null ? controller.Programs.StartInBackground(Namespace, program) : controller.Programs.StartInBackground(Sandbox, program);

    public override string ToString() => Sandbox is null ? $"namespace '{Namespace}'" : $"sandbox '{Sandbox.Name}'";

    private static ExecutionTarget Of(Sandbox sandbox) => new(sandbox, sandbox.Namespace);

    private static ExecutionTarget Named(Controller controller, string name) => controller.Namespaces.Contains(name)
        ? new ExecutionTarget(null, name)
        : throw new CNetException(CNetError.SandboxNotFound, $"There is no sandbox and no network namespace '{name}'.", name, "Get-CNetSandbox and Get-CNetNamespace list them.");
}
