using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>The C library calls that native libraries' switches and memory need. Source: POSIX.1-2017, setenv and getenv; malloc_trim(3), mallopt(3).</summary>
internal static partial class LibC
{
    private const int KeepWhatIsSet = 0;
    private const int MapFrom = -3;   // M_MMAP_THRESHOLD

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

    /// <summary>
    /// Takes memory for what is larger than a number of bytes from the system, and gives it back when it is freed, unless MALLOC_MMAP_THRESHOLD_ is set. Each run has
    /// a thread of its own, and GNU's library has up to eight heaps for each core, which would keep up to 64 MB each of what their threads freed.
    /// </summary>
    internal static void MapLarge(int bytes)
    {
        if (Environment("MALLOC_MMAP_THRESHOLD_") is not null)
            return;
        try
        {
            _ = SetOption(MapFrom, bytes);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which has other ways.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keptBytes);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    // The bytes belong to the environment, so they are copied and not freed.
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);
}
