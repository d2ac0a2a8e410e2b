using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Native;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Tests.Inference.Devices;

public class CudaEnvironmentTests
{
    [Fact]
    public Task Environment_NothingSet_OrdersByPlaceBeforeAnySession() => OwnProcess.RunAsync(ExpectOrderByPlace, ("CUDA_DEVICE_ORDER", null), ("CUDA_VISIBLE_DEVICES", ""));

    [Fact]
    public Task Environment_SetByTheUser_Stays() => OwnProcess.RunAsync(ExpectTheUsers, ("CUDA_DEVICE_ORDER", "FASTEST_FIRST"), ("CUDA_VISIBLE_DEVICES", null));

    private static void ExpectOrderByPlace()
    {
        _ = OnnxEnvironment.Instance;
        Assert.Equal("PCI_BUS_ID", LibC.Environment("CUDA_DEVICE_ORDER"));   // what native code sees
        Assert.Equal(new("", "PCI_BUS_ID"), CudaEnvironment.OfThisProcess);
    }

    private static void ExpectTheUsers()
    {
        _ = OnnxEnvironment.Instance;
        Assert.Equal("FASTEST_FIRST", LibC.Environment("CUDA_DEVICE_ORDER"));
        Assert.Equal(new(null, "FASTEST_FIRST"), CudaEnvironment.OfThisProcess);
    }
}
