using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>What ONNX Runtime's native library tells before anything is started. Source: onnxruntime_c_api.h, struct OrtApiBase, which never changes.</summary>
internal static unsafe partial class OnnxLibrary
{
    /// <returns>Version of the library, such as <c>1.31.1</c>; null when it does not tell.</returns>
    internal static string? Version() => Marshal.PtrToStringUTF8(GetApiBase()->GetVersionString());

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial ApiBase* GetApiBase();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ApiBase
    {
        private readonly nint _getApi;
        public readonly delegate* unmanaged[Cdecl]<nint> GetVersionString;
    }
}
