using System.Globalization;
using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>
/// The calls of ONNX Runtime that its managed library lacks: statistics of an allocator. Source: onnxruntime_c_api.h of 1.31, struct OrtApi,
/// to which later versions only append.
/// </summary>
internal static unsafe partial class OnnxStatistics
{
    private const uint FirstVersion = 23;   // of the C API that has AllocatorGetStats

    // Places of the functions in OrtApi.
    private const int GetErrorMessage = 2, ReleaseStatus = 93, GetKeyValue = 297, ReleaseKeyValuePairs = 300, AllocatorGetStats = 319;

    /// <param name="allocator">The native allocator; must live until this returns.</param>
    /// <param name="names">What is asked for, as <c>MaxInUse</c>.</param>
    /// <returns>Values in the order asked for; null where the engine or the allocator keeps no such figure.</returns>
    /// <exception cref="InvalidOperationException">The engine failed; its words.</exception>
    internal static long?[] Of(nint allocator, params ReadOnlySpan<string> names)
    {
        var values = new long?[names.Length];
        var api = GetApiBase()->GetApi(FirstVersion);
        if (api is null)
            return values;

        void* pairs = null;
        Check(api, ((delegate* unmanaged[Cdecl]<nint, void**, void*>)api[AllocatorGetStats])(allocator, &pairs));
        try
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = Value(api, pairs, names[i]);
            return values;
        }
        finally
        {
            ((delegate* unmanaged[Cdecl]<void*, void>)api[ReleaseKeyValuePairs])(pairs);
        }
    }

    private static long? Value(void** api, void* pairs, string name)
    {
        var key = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            var text = ((delegate* unmanaged[Cdecl]<void*, nint, nint>)api[GetKeyValue])(pairs, key);
            return long.TryParse(Marshal.PtrToStringUTF8(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        finally
        {
            Marshal.FreeCoTaskMem(key);
        }
    }

    private static void Check(void** api, void* status)
    {
        if (status is null)
            return;
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<void*, nint>)api[GetErrorMessage])(status));
        ((delegate* unmanaged[Cdecl]<void*, void>)api[ReleaseStatus])(status);
        throw new InvalidOperationException($"ONNX Runtime does not tell of its memory: {message}");
    }

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial ApiBase* GetApiBase();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ApiBase
    {
        public readonly delegate* unmanaged[Cdecl]<uint, void**> GetApi;
    }
}
