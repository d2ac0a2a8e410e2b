using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Tests.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Choosing;

public class ProviderDecisionTests
{
    private static readonly OnnxBuild _cpuBuild = new("cpu", ["CPUExecutionProvider"]);
    private static readonly OnnxBuild _cudaBuild = new("cuda", ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]);
    private static readonly GpuInventory _two = new() { Driver = "580.1", Gpus = Gpus.At("01", "02") };

    [Fact]
    public void Of_Auto_IsCudaOnEveryVisibleGpu()
    {
        var decision = Decide(new(), _cudaBuild, _two);
        Assert.Equal(ProviderKind.Cuda, decision.Kind);
        Assert.Equal(["GPU-a", "GPU-b"], decision.Gpus.Select(gpu => gpu.Gpu!.Uuid));
        Assert.Null(decision.Warning);
    }

    [Fact]
    public void Of_AutoInABuildWithoutCuda_IsTheProcessorAndTheReasonIsTheBuild()
    {
        var decision = Decide(new(), _cpuBuild, _two);
        Assert.Equal((ProviderKind.Cpu, null), (decision.Kind, decision.Warning));
        Assert.Contains("-p:Accelerator=cuda", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AutoWithADriverThatFails_IsTheProcessorWithAWarning()
    {
        var decision = Decide(new(), _cudaBuild, new() { Fault = "the NVIDIA driver does not start: x" });
        Assert.Equal((ProviderKind.Cpu, "The processor is used: the NVIDIA driver does not start: x."), (decision.Kind, decision.Warning));
    }

    [Fact]
    public void Of_AutoWithoutGpus_IsTheProcessorWithoutAWarning() => Assert.Equal((ProviderKind.Cpu, null), Decide(new(), _cudaBuild, new()) is var decision ? (decision.Kind, decision.Warning) : default);

    public static TheoryData<string, string, string> Absent => new()
    {
        { "cpu", "two", "this build has no GPU provider: build it with -p:Accelerator=cuda" },
        { "mixed", "two", "publish into an empty folder" },
        { "cuda", "none", "there is no NVIDIA driver: install it" },
        { "cuda", "broken", "the NVIDIA driver does not start: x" },
        { "cuda", "empty", "has no GPU that this process may use (The driver's GPU 0 is left out: y)" },
        { "cuda", "hidden", "CUDA_VISIBLE_DEVICES='' hides every GPU" },
        { "cuda", "unordered", "CUDA_DEVICE_ORDER=FASTEST_FIRST hides which GPU is which" },
        { "cuda", "sliced", "cut into slices (MIG)" },
    };

    [Theory, MemberData(nameof(Absent))]
    public void Of_CudaThatIsAbsent_IsRefusedWithTheRemedy(string build, string machine, string says)
    {
        var builds = new Dictionary<string, OnnxBuild> { ["cpu"] = _cpuBuild, ["cuda"] = _cudaBuild, ["mixed"] = _cpuBuild with { Accelerator = "cuda" } };
        var machines = new Dictionary<string, (GpuInventory, CudaEnvironment)>
        {
            ["two"] = (_two, new(null, CudaEnvironment.ByPlace)),
            ["none"] = (new(), new(null, CudaEnvironment.ByPlace)),
            ["broken"] = (new() { Fault = "the NVIDIA driver does not start: x" }, new(null, CudaEnvironment.ByPlace)),
            ["empty"] = (new() { Driver = "580.1", Notes = ["The driver's GPU 0 is left out: y."] }, new(null, CudaEnvironment.ByPlace)),
            ["hidden"] = (_two, new("", CudaEnvironment.ByPlace)),
            ["unordered"] = (_two, new(null, "FASTEST_FIRST")),
            ["sliced"] = (new() { Driver = "580.1", Gpus = [Gpus.Sliced("GPU-a", "01")] }, new(null, CudaEnvironment.ByPlace)),
        };
        var (inventory, environment) = machines[machine];

        var fault = Assert.Throws<FarmException>(() => Decide(new() { Provider = "cuda" }, builds[build], inventory, environment));
        Assert.Equal(FailureCode.DeviceUnavailable, fault.Code);
        Assert.StartsWith("CUDA was asked for, but ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);

        var instead = Decide(new() { Provider = "cuda", AllowCpuFallback = true }, builds[build], inventory, environment);
        Assert.Equal(ProviderKind.Cpu, instead.Kind);
        Assert.Contains(says, instead.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "GPU-b")]
    [InlineData("GPU-a", "GPU-a")]
    [InlineData("gpu-b", "GPU-b")]
    public void Of_OneGpu_IsFoundByNumberOrUuid(string gpu, string uuid)
    {
        foreach (var provider in new[] { "auto", "cuda", "tensorrt" })
            Assert.Equal(uuid, Assert.Single(Decide(new() { Provider = provider, Gpu = [gpu] }, _cudaBuild, _two).Gpus).Gpu!.Uuid);
    }

    [Fact]
    public void Of_NumberOfAGpu_CountsTheVisibleOnes() =>
        Assert.Equal("GPU-b", Decide(new() { Gpu = ["0"] }, _cudaBuild, _two, new("1", CudaEnvironment.ByPlace)).Gpus[0].Gpu!.Uuid);

    [Theory]
    [InlineData("2", "GPU '2' was asked for, but these are to be had: 0 (Card GPU-a, GPU-a), 1 (Card GPU-b, GPU-b)")]
    [InlineData("-1", "GPU '-1' was asked for")]
    [InlineData("GPU-x", "GPU 'GPU-x' was asked for")]
    [InlineData("GPU-", "GPU 'GPU-' was asked for")]
    public void Of_GpuThatIsNotThere_NamesThoseThatAre(string gpu, string says) =>
        Assert.Contains(says, Assert.Throws<FarmException>(() => Decide(new() { Gpu = [gpu] }, _cudaBuild, _two)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_OneGpuUnderTwoNames_IsRefused() =>
        Assert.Equal(FailureCode.SettingsInvalid, Assert.Throws<FarmException>(() => Decide(new() { Gpu = ["0", "GPU-a"], AllowCpuFallback = true }, _cudaBuild, _two)).Code);

    [Fact]
    public void Of_AGpuAndNoCuda_IsNotSilentlyTheProcessor() =>
        Assert.Contains("GPU '0' was asked for", Assert.Throws<FarmException>(() => Decide(new() { Gpu = ["0"] }, _cpuBuild, new())).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_WrongSettings_TellsAllMistakes()
    {
        var fault = Assert.Throws<FarmException>(() => Decide(new() { Provider = "rocm", MemoryShare = 2 }, _cudaBuild, _two));
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains("Engine:Provider", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Engine:MemoryShare", fault.Message, StringComparison.Ordinal);
    }

    private static ProviderDecision Decide(EngineOptions options, OnnxBuild build, GpuInventory inventory, CudaEnvironment? environment = null)
    {
        environment ??= new(null, CudaEnvironment.ByPlace);
        return ProviderDecision.Of(options, build, inventory, CudaOrder.Of(inventory.Gpus, environment), environment);
    }
}
