using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;
using SuperResFarm.Tests.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Providers;

public class ProviderSettingsTests
{
    private static readonly Device _gpu = CudaOrder.Of(Gpus.At("01", "02"), new(null, CudaEnvironment.ByPlace)).Devices[1];

    [Fact]
    public void Cuda_Usual_IsWhatIsDocumented() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["device_id"] = "1",
            ["gpu_mem_limit"] = "9000000000",
            ["arena_extend_strategy"] = "kSameAsRequested",
            ["cudnn_conv_algo_search"] = "EXHAUSTIVE",
            ["prefer_nhwc"] = "1",
            ["cudnn_conv_use_max_workspace"] = "1",
            ["use_tf32"] = "0",
            ["do_copy_in_default_stream"] = "1",
        },
        new CudaOptions().Settings(1, 9_000_000_000, Precision.Half, SessionUse.Images));

    [Fact]
    public void Cuda_Calibration_DoesNotTryEveryKernel()
    {
        var settings = new CudaOptions { PreferNhwc = null }.Settings(0, 1, Precision.Single, SessionUse.Calibration);
        Assert.Equal(("HEURISTIC", "0"), (settings["cudnn_conv_algo_search"], settings["prefer_nhwc"]));
    }

    [Fact]
    public void Cuda_Other_IsPassedOn()
    {
        var options = new CudaOptions
        {
            ConvSearch = CudaConvSearch.Default,
            PreferNhwc = true,
            MaxWorkspace = false,
            Tf32 = true,
            CopyInDefaultStream = false,
            ArenaGrowth = ArenaGrowth.NextPowerOfTwo,
        };
        Assert.Equal(
            "arena_extend_strategy=kNextPowerOfTwo cudnn_conv_algo_search=DEFAULT cudnn_conv_use_max_workspace=0 do_copy_in_default_stream=0 prefer_nhwc=1 use_tf32=1",
            ProviderSettings.Lasting(options.Settings(3, 4, Precision.Single, SessionUse.Images)));
    }

    [Fact]
    public void TensorRt_Usual_KeepsItsEngines()
    {
        var settings = new TensorRtOptions { CacheFolder = "/c" }.Settings(2, Precision.Half, TensorRtProfile.Only("input", [1, 3, 256, 320]));
        Assert.Equal(
            "trt_engine_cache_enable=1 trt_fp16_enable=1 trt_max_workspace_size=0 trt_profile_max_shapes=input:1x3x256x320 trt_profile_min_shapes=input:1x3x256x320 "
            + "trt_profile_opt_shapes=input:1x3x256x320 trt_timing_cache_enable=1",
            ProviderSettings.Lasting(settings));
        Assert.Equal(("2", "/c", "/c"), (settings["device_id"], settings["trt_engine_cache_path"], settings["trt_timing_cache_path"]));
    }

    [Fact]
    public void TensorRt_Other_IsPassedOn()
    {
        var settings = new TensorRtOptions { EngineCache = false, TimingCache = false, WorkspaceMegabytes = 2048 }
            .Settings(0, Precision.Single, new("x", [1, 3, 8, 8], [1, 3, 16, 16], [4, 3, 32, 32]));
        Assert.Equal(
            "trt_engine_cache_enable=0 trt_fp16_enable=0 trt_max_workspace_size=2048000000 trt_profile_max_shapes=x:4x3x32x32 trt_profile_min_shapes=x:1x3x8x8 "
            + "trt_profile_opt_shapes=x:1x3x16x16 trt_timing_cache_enable=0",
            ProviderSettings.Lasting(settings));
    }

    [Fact]
    public void Fingerprint_EqualGpusAndOtherFreeMemory_IsTheSame()
    {
        var (one, other) = (new CudaProvider(_gpu, new(), Precision.Half, 1_000_000_000), new CudaProvider(_gpu with { Gpu = _gpu.Gpu! with { Ordinal = 0 } }, new(), Precision.Half, 2_000_000_000));
        Assert.Equal(one.Fingerprint, other.Fingerprint);
        Assert.NotEqual(one.Fingerprint, new CudaProvider(_gpu, new() { MaxWorkspace = false }, Precision.Half, 1_000_000_000).Fingerprint);
        Assert.NotEqual(one.Fingerprint, new CudaProvider(_gpu, new(), Precision.Single, 1_000_000_000).Fingerprint);
        Assert.NotEqual(one.Fingerprint, new TensorRtProvider(_gpu, new(), new(), Precision.Half, 1_000_000_000).Fingerprint);
        Assert.Equal(("gpu:1", ExecutionTarget.Cuda, Precision.Half), (one.Arena, one.Target, one.Precision));
    }

    [Fact]
    public void Create_Processor_IsNoGpu() => Assert.Throws<ArgumentException>(() => new CudaProvider(CpuDevice.Probe(), new(), Precision.Half, 1));
}
