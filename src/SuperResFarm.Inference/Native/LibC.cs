using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>The C library calls that native libraries' switches need. Source: POSIX.1-2017, setenv and getenv.</summary>
internal static partial class LibC
{
    private const int KeepWhatIsSet = 0;

    /// <summary>Gives a variable that native code sees a value, unless it has one; .NET's own variables never reach it.</summary>
    /// <returns>What native code sees from now on.</returns>
    internal static string? SetUnlessSet(string name, string value)
    {
        _ = SetEnvironment(name, value, KeepWhatIsSet);
        return Environment(name);
    }

    /// <returns>What native code sees; null when the variable is not set.</returns>
    internal static string? Environment(string name) => Marshal.PtrToStringUTF8(GetEnvironment(name));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    // The bytes belong to the environment, so they are copied and not freed.
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
