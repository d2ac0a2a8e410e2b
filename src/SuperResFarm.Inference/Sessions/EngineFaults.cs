using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Tells what an engine's failure means. It has no public error codes, only texts, and memory has several.</summary>
internal static class EngineFaults
{
    // An arena at its limit, an arena whose device refuses, and the libraries below that allocate for themselves.
    private static readonly string[] _memory =
    [
        "Available memory of", "Failed to allocate memory", "out of memory", "cudaErrorMemoryAllocation", "CUDA failure 2:", "CUDNN_STATUS_ALLOC_FAILED",
        "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED", "OutOfMemory", "bad_alloc",
    ];

    // What cuDNN says when its kernels, which it loads when they are first used, find no room; and in other cases.
    private const string Unclear = "CUDNN_STATUS_INTERNAL_ERROR";
    private const long RoomForKernels = 600_000_000;

    private static readonly string[] _device = ["CUDA", "CUDNN", "CUBLAS", "cudaError", "TensorRT", "device lost"];

    /// <param name="fault">As the engine threw it.</param>
    /// <param name="what">What was being done, such as <c>a tile of 256x256</c>.</param>
    /// <param name="device">On what.</param>
    public static FarmException Of(Exception fault, string what, Device device) => Of(fault, what, device, DeviceMemory.OfThisMachine);

    internal static FarmException Of(Exception fault, string what, Device device, DeviceMemory memory)
    {
        var text = fault.Message;
        if (IsOneOf(_memory, text) || text.Contains(Unclear, StringComparison.OrdinalIgnoreCase) && HasNoRoom(device, memory))
            return new(FailureCode.OutOfMemory, Disposition.Retry, $"The device's memory does not hold {what}: give it more memory, or use a smaller tile or model.", fault);
        if (IsOneOf(_device, text))
            return new(FailureCode.DeviceFailed, Disposition.Requeue, $"The device failed at {what} and is of no more use to this process: {FirstLine(text)}", fault);
        return new(FailureCode.EngineFailed, Disposition.Retry, $"The engine failed at {what}: {FirstLine(text)}", fault);
    }

    private static bool HasNoRoom(Device device, DeviceMemory memory)
    {
        try
        {
            return memory.FreeBytes(device) < RoomForKernels;
        }
        catch (FarmException)
        {
            return false;   // the device is gone, which is no matter of memory
        }
    }

    private static bool IsOneOf(string[] texts, string message) => Array.Exists(texts, text => message.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static string FirstLine(string message) => message.Split('\n', 2)[0];
}
