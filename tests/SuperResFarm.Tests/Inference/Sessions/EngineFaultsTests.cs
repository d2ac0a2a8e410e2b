using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Tests.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Sessions;

public class EngineFaultsTests
{
    private static readonly Device _gpu = new(DeviceKind.Gpu, "any", 2, 1L << 34) { Gpu = new GpuAddress("GPU-a", "00000000:01:00.0", Ordinal: 0, Slice: false) };

    [Theory]
    [InlineData(500_000_000L, FailureCode.OutOfMemory)]
    [InlineData(900_000_000L, FailureCode.DeviceFailed)]
    [InlineData(null, FailureCode.DeviceFailed)]
    public void Of_InternalErrorOfCudnn_IsAMatterOfMemoryWhereThereIsNone(long? free, FailureCode expected)
    {
        var memory = new DeviceMemory(new ScriptedProbe(new GpuInventory(), free is { } bytes ? new Dictionary<string, long> { ["GPU-a"] = bytes } : null));
        var text = new InvalidOperationException("CUDNN failure 4: CUDNN_STATUS_INTERNAL_ERROR ; GPU=0 ; expr=cudnnConvolutionForward(...)");
        Assert.Equal(expected, EngineFaults.Of(text, "a tile of 8x8", _gpu, memory).Code);
    }

    [Theory]
    [InlineData("BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 524288000", FailureCode.OutOfMemory)]
    [InlineData("BFCArena::AllocateRawInternal Available memory of 1048576 is smaller than requested bytes of 524288000", FailureCode.OutOfMemory)]
    [InlineData("CUDA failure 2: out of memory ; GPU=0", FailureCode.OutOfMemory)]
    [InlineData("CUDNN failure 2: CUDNN_STATUS_ALLOC_FAILED ; GPU=0", FailureCode.OutOfMemory)]
    [InlineData("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0", FailureCode.OutOfMemory)]
    [InlineData("CUDA failure 700: an illegal memory access was encountered ; GPU=0", FailureCode.DeviceFailed)]
    [InlineData("CUDNN failure 8: CUDNN_STATUS_EXECUTION_FAILED ; GPU=0", FailureCode.DeviceFailed)]
    [InlineData("Non-zero status code returned while running Conv node. invalid input", FailureCode.EngineFailed)]
    public void Of_TextOfTheEngine_TellsWhatItMeans(string text, FailureCode expected)
    {
        var fault = EngineFaults.Of(new InvalidOperationException(text), "a tile of 8x8", _gpu);
        Assert.Equal(expected, fault.Code);
        Assert.Contains("8x8", fault.Message, StringComparison.Ordinal);
        Assert.Equal(expected == FailureCode.DeviceFailed ? Disposition.Requeue : Disposition.Retry, fault.Next);
    }
}
