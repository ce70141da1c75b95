using Xunit;

namespace CNet.Tests.Support;

/// <summary>A test on the real kernel: skipped where the caller is not root or a tool it compares with is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KernelFactAttribute : FactAttribute
{
    public KernelFactAttribute(params string[] tools) => Skip = KernelRequirement.Missing(tools);
}

/// <summary>A theory on the real kernel: skipped where the caller is not root or a tool it compares with is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KernelTheoryAttribute : TheoryAttribute
{
    public KernelTheoryAttribute(params string[] tools) => Skip = KernelRequirement.Missing(tools);
}

internal static class KernelRequirement
{
    internal static string? Missing(string[] tools)
    {
        if (!Machine.IsRoot) return "needs root";
        var missing = tools.Where(tool => !Machine.Has(tool)).ToList();
        return missing.Count == 0 ? null : $"needs {string.Join(", ", missing)}";
    }
}
