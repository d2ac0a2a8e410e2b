namespace SuperResFarm.Hosting.Startup;

/// <summary>With which code the process ends.</summary>
public sealed class FarmExit
{
    private int _code = FarmHost.Good;

    /// <summary>The code; <see cref="FarmHost.Good"/> unless a part of the service wants another.</summary>
    public int Code => Volatile.Read(ref _code);

    /// <summary>Wants another code; the first one counts.</summary>
    /// <returns>Whether this is it.</returns>
    public bool Want(int code) => Interlocked.CompareExchange(ref _code, code, FarmHost.Good) == FarmHost.Good;
}
