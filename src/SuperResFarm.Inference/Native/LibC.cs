using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>The C library call that native libraries' switches need. Source: POSIX.1-2017, setenv.</summary>
internal static partial class LibC
{
    /// <summary>Sets a variable that native code sees; .NET's own variables never reach it.</summary>
    /// <returns>0 when it is set or was set before.</returns>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetEnvironment(string name, string value, int overwrite);
}
