using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>The C library calls that native libraries' switches and memory need. Source: POSIX.1-2017, setenv and getenv; malloc_trim(3).</summary>
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

    /// <summary>Gives memory that native code has freed back to the system; other C libraries than GNU's do so by themselves or not at all.</summary>
    internal static void GiveBackFreed()
    {
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // As above.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keptBytes);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    // The bytes belong to the environment, so they are copied and not freed.
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
