using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Choosing;

public class EngineOptionsTests
{
    [Theory]
    [InlineData("auto", ProviderKind.Auto, null)]
    [InlineData("CUDA", ProviderKind.Cuda, null)]
    [InlineData("TensorRT", ProviderKind.TensorRt, null)]
    [InlineData("cpu", ProviderKind.Cpu, null)]
    [InlineData("plugin:/opt/libX.so", ProviderKind.Plugin, "/opt/libX.so")]
    [InlineData("Plugin:a:b", ProviderKind.Plugin, "a:b")]
    public void Read_AName_IsAProvider(string text, ProviderKind kind, string? library) => Assert.Equal(new ProviderName(kind, library), ProviderName.Read(text));

    [Theory, InlineData(""), InlineData("plugin"), InlineData("plugin:"), InlineData("rocm"), InlineData(" cpu")]
    public void Read_NoName_IsNone(string text) => Assert.Null(ProviderName.Read(text));

    [Theory]
    [InlineData(21_024_000_000, 17_000_000_000)]
    [InlineData(1_024_000_000, 0)]
    [InlineData(5, 0)]
    public void Budget_FreeMemoryOfAGpu_IsTheShareOfWhatIsAboveTheReserve(long free, long budget) =>
        Assert.Equal(budget, new EngineOptions().Budget.Of(new Device(DeviceKind.Gpu, "any", 1, 1L << 40), free));
}
