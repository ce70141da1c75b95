using CNet.Binding;

namespace CNet.Execution;

/// <summary>Where something is to run: a sandbox, or any namespace.</summary>
internal sealed record ExecutionTarget(Sandbox? Sandbox, string Namespace)
{
    internal static ExecutionTarget Of(Sandbox sandbox) => new(sandbox, sandbox.Namespace);

    /// <summary>What a name at the first position means: a sandbox, or else a namespace.</summary>
    internal static ExecutionTarget Of(Controller controller, SandboxRef reference)
    {
        if (reference.Sandbox is { } known) return Of(known);
        if (reference.Text.Contains('/', StringComparison.Ordinal) || reference.Text.StartsWith("pid:", StringComparison.Ordinal)) return new(null, reference.Text);
        if (controller.Sandboxes.Find(reference.Text) is { } sandbox) return Of(sandbox);
        if (controller.Namespaces.List().Any(ns => ns.Name == reference.Text)) return new(null, reference.Text);
        throw new CNetException(CNetError.SandboxNotFound, $"There is no sandbox and no network namespace '{reference.Text}'.", reference.Text, "Get-CNetSandbox and Get-CNetNamespace list them.");
    }

    internal RunningProgram Start(Controller controller, ProgramSpec program) =>
        Sandbox is null ? controller.Programs.Start(Namespace, program) : controller.Programs.Start(Sandbox, program);

    public override string ToString() => Sandbox is null ? $"namespace '{Namespace}'" : $"sandbox '{Sandbox.Name}'";
}
