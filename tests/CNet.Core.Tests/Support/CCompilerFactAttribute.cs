using Xunit;

namespace CNet.Tests.Support;

/// <summary>A test that compares with the system's C headers: skipped where there is no compiler, or no headers of the kernel.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CCompilerFactAttribute : FactAttribute
{
    public CCompilerFactAttribute() => Skip = !Machine.Has("gcc") ? "needs gcc" : File.Exists("/usr/include/linux/rtnetlink.h") ? null : "needs the kernel's headers (linux-libc-dev)";
}
