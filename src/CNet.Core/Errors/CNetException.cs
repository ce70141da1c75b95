namespace CNet;

/// <summary>Every error CNet reports: a stable code, a sentence that names what is in the way, and a hint that names the way out.</summary>
public class CNetException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="message">What went wrong, naming the objects involved.</param>
    /// <param name="target">The value the user gave, or the object concerned.</param>
    /// <param name="hint">What the user can do about it.</param>
    /// <param name="inner">The cause.</param>
    public CNetException(CNetError code, string message, object? target = null, string? hint = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Target = target;
        Hint = hint;
    }

    /// <summary>The stable code.</summary>
    public CNetError Code { get; }

    /// <summary>The value the user gave, or the object concerned.</summary>
    public object? Target { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }
}
