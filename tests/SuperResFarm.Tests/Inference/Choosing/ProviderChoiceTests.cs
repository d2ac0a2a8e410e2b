using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Tests.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Choosing;

/// <summary>Builds and GPUs are made up here; the engine that is asked is the real one, which has no CUDA.</summary>
public class ProviderChoiceTests
{
    private static readonly OnnxBuild _cudaBuild = new("cuda", ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]);
    private static readonly ScriptedProbe _one = new(new() { Driver = "580.1", Gpus = Gpus.At("01") }, new Dictionary<string, long> { ["GPU-a"] = 20 * Gpus.Gigabyte });

    [Fact]
    public void Open_Cpu_IsTheProcessor()
    {
        var choice = ProviderChoice.Open(new() { Provider = "cpu" });
        var provider = Assert.IsType<CpuProvider>(Assert.Single(choice.Providers));
        Assert.Equal((Precision.Single, DeviceKind.Cpu), (provider.Precision, provider.Device.Kind));
        Assert.Empty(choice.Warnings);
    }

    [Theory]
    [InlineData(PrecisionChoice.Auto, Precision.Single)]
    [InlineData(PrecisionChoice.Single, Precision.Single)]
    [InlineData(PrecisionChoice.Half, Precision.Half)]
    public void Open_Cpu_HasThePrecisionThatIsWanted(PrecisionChoice wanted, Precision precision) =>
        Assert.Equal(precision, ProviderChoice.Open(new() { Provider = "cpu", Precision = wanted }).Providers[0].Precision);

    [Theory]
    [InlineData("cuda", "CUDA")]
    [InlineData("tensorrt", "TensorRT")]
    public void Open_EngineThatRefuses_SaysWhatIsMissing(string provider, string name)
    {
        // The library beside the tests is the processor's, whatever the script says.
        var fault = Assert.Throws<FarmException>(() => Open(new() { Provider = provider, TensorRt = new() { CacheFolder = Path.GetTempPath() } }, _one));
        Assert.Equal(FailureCode.DeviceUnavailable, fault.Code);
        Assert.StartsWith($"{name} cannot be used: this build has no GPU provider", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", false)]
    [InlineData("cuda", true)]
    public void Open_EngineThatRefuses_FallsBackWhereThatIsAllowed(string provider, bool allowed)
    {
        var choice = Open(new() { Provider = provider, AllowCpuFallback = allowed }, _one);
        Assert.IsType<CpuProvider>(Assert.Single(choice.Providers));
        Assert.StartsWith("The processor is used instead. CUDA cannot be used: ", Assert.Single(choice.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GpuThatWentAway_IsNotUsed()
    {
        var gone = new ScriptedProbe(_one.List());
        Assert.Contains("GPU is lost", Assert.Throws<FarmException>(() => Open(new() { Provider = "cuda" }, gone)).Message, StringComparison.Ordinal);
        Assert.Contains("GPU is lost", Assert.Single(Open(new(), gone).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GpuThatIsFull_SaysHowFull()
    {
        var full = new ScriptedProbe(_one.List(), new Dictionary<string, long> { ["GPU-a"] = 1_050_000_000 });
        var fault = Assert.Throws<FarmException>(() => Open(new() { Provider = "cuda" }, full));
        Assert.Contains("has 1050 MB free, of which 1024 MB are reserved", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PluginThatIsNoFile_NamesIt()
    {
        var fault = Assert.Throws<FarmException>(() => Open(new() { Provider = "plugin:/nowhere/libx.so" }, _one));
        Assert.Equal((FailureCode.DeviceUnavailable, "The provider library '/nowhere/libx.so' does not exist: give the path of an ONNX Runtime plugin, lib*.so."), (fault.Code, fault.Message));
    }

    [Fact]
    public void Open_PluginThatIsNoProvider_SaysSo()
    {
        var junk = Path.GetTempFileName();
        try
        {
            File.WriteAllText(junk, "no library at all");
            foreach (var file in new[] { junk, Path.Combine(AppContext.BaseDirectory, "libe_sqlite3.so") })
                Assert.Contains($"'{file}' is no provider library", Assert.Throws<FarmException>(() => Open(new() { Provider = $"plugin:{file}" }, _one)).Message, StringComparison.Ordinal);
            Assert.IsType<CpuProvider>(Assert.Single(Open(new() { Provider = $"plugin:{junk}", AllowCpuFallback = true }, _one).Providers));
        }
        finally
        {
            File.Delete(junk);
        }
    }

    private static ProviderChoice Open(EngineOptions options, IGpuProbe probe) => ProviderChoice.Open(options, _cudaBuild, probe, new(null, CudaEnvironment.ByPlace));
}
