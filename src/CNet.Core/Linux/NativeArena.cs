using System.Runtime.InteropServices;
using System.Text;

namespace CNet.Linux;

/// <summary>Native memory that is freed all at once.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>Zeroed memory.</summary>
    internal void* Allocate(int size)
    {
        var block = NativeMemory.AllocZeroed((nuint)size);
        _blocks.Add((nint)block);
        return block;
    }

    /// <summary>A text as zero-terminated UTF-8.</summary>
    internal byte* Text(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        var block = (byte*)Allocate(bytes + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(block, bytes));
        return block;
    }

    /// <summary>Texts as an array that ends with null.</summary>
    internal byte** Texts(IReadOnlyList<string> texts)
    {
        var array = (byte**)Allocate((texts.Count + 1) * sizeof(byte*));
        for (var i = 0; i < texts.Count; i++) array[i] = Text(texts[i]);
        return array;
    }

    public void Dispose()
    {
        foreach (var block in _blocks) NativeMemory.Free((void*)block);
        _blocks.Clear();
    }
}
