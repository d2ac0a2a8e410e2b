using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Worker;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Tests.Worker;

public class WorkerOptionsTests
{
    [Fact]
    public void Options_Nothing_IsGood()
    {
        Assert.Empty(MistakesIn<WorkerOptions>());
        Assert.Empty(MistakesIn<ImageLimits>());
        Assert.Empty(MistakesIn<ModelsOptions>());
    }

    [Fact]
    public void Options_Given_AreRead()
    {
        var options = Read<WorkerOptions>(
            "Worker:Name=w", "Worker:Images=3", "Worker:Lanes=2", "Worker:MemoryMegabytes=100", "Worker:Scratch=/x", "Worker:Queues:0=Bulk", "Worker:Queues:1=high",
            "Worker:ItemTimeLimit=00:05:00", "Worker:Heartbeat=00:00:02", "Worker:Grace=00:00:09", "Worker:MaxDeliveries=2", "Worker:Warm:0=bicubic");
        Assert.Equal(("w", 3, 2, 100, "/x", 2), (options.Name, options.Images, options.Lanes, options.MemoryMegabytes, options.Scratch, options.MaxDeliveries));
        Assert.Equal([Priority.High, Priority.Bulk], options.Taken());
        Assert.Equal((300, 2, 9), (options.ItemTimeLimit.TotalSeconds, options.Heartbeat.TotalSeconds, options.Grace.TotalSeconds));
        Assert.Equal(["bicubic"], options.Warm);
    }

    [Fact]
    public void Taken_NoQueueNamed_IsAllOfThem() => Assert.Equal([Priority.High, Priority.Normal, Priority.Bulk], Read<WorkerOptions>().Taken());

    [Theory]
    [InlineData("Worker:Images=0", "Worker:Images must")]
    [InlineData("Worker:Images=two", "'two' at 'Worker:Images'")]
    [InlineData("Worker:Image=2", "Worker:Image is no setting")]
    [InlineData("Worker:Lanes=-1", "Worker:Lanes must")]
    [InlineData("Worker:MemoryMegabytes=10", "Worker:MemoryMegabytes must")]
    [InlineData("Worker:Scratch=tmp", "Worker:Scratch must be an absolute path")]
    [InlineData("Worker:Scratch=/dev/null", "Worker:Scratch names a file")]
    [InlineData("Worker:ScratchReserveMegabytes=-1", "Worker:ScratchReserveMegabytes must")]
    [InlineData("Worker:Queues:0=7", "Worker:Queues may name")]
    [InlineData("Worker:ItemTimeLimit=2.00:00:00", "Worker:ItemTimeLimit must")]
    [InlineData("Worker:Heartbeat=00:10:00", "Worker:Heartbeat must")]
    [InlineData("Worker:Grace=00:00:30", "Worker:Grace must be zero or more and shorter than the host's time for stopping (ShutdownTimeoutSeconds, 30 s)")]
    [InlineData("Worker:MaxDeliveries=0", "Worker:MaxDeliveries must")]
    [InlineData("Worker:Name=a\nb", "Worker:Name must")]
    [InlineData("Worker:Warm:0=../bicubic", "Worker:Warm: '../bicubic'")]
    public void Options_Wrong_NameTheirKey(string setting, string says) => Assert.Contains(says, Assert.Single(MistakesIn<WorkerOptions>(setting)), StringComparison.Ordinal);

    [Fact]
    public void Options_ManyMistakes_AreToldAtOnce() => Assert.Equal(3, MistakesIn<WorkerOptions>("Worker:Images=0", "Worker:Lanes=-1", "Worker:MaxDeliveries=0").Count);

    [Theory]
    [InlineData("ImageLimits:MaxPixelsIn=0", "ImageLimits:MaxPixelsIn:")]
    [InlineData("ImageLimits:MaxPixel=9", "ImageLimits:MaxPixel is no setting; ImageLimits has MaxBytes, MaxPixelsIn")]
    public void Limits_Wrong_NameTheirKey(string setting, string says) => Assert.Contains(says, Assert.Single(MistakesIn<ImageLimits>(setting)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Models:Cache is missing", "Models:Prefix=s3://bucket/models/")]
    [InlineData("must end in '/'", "Models:Prefix=s3://bucket/models", "Models:Cache=/c")]
    [InlineData("Models:Prefix:", "Models:Prefix=bucket/models/", "Models:Cache=/c")]
    [InlineData("Models:Cache must be an absolute path", "Models:Prefix=s3://bucket/", "Models:Cache=c")]
    [InlineData("Models:Cache names a file", "Models:Prefix=s3://bucket/", "Models:Cache=/dev/null")]
    [InlineData("Models:Cache must be a folder of its own", "Models:Prefix=s3://bucket/", "Models:Cache=/c/", "Models:Folders:0=/c")]
    [InlineData("Models:Folders has an empty entry", "Models:Folders:0= ")]
    public void Models_Wrong_NameTheirKey(string says, params string[] settings) => Assert.Contains(says, Assert.Single(MistakesIn<ModelsOptions>(settings)), StringComparison.Ordinal);

    [Fact]
    public void Models_PrefixWithCache_IsGood() => Assert.Empty(MistakesIn<ModelsOptions>("Models:Prefix=s3://bucket/models/", "Models:Cache=/c", "Models:Folders:0=/m"));

    [Fact]
    public void Engine_Given_IsRead()
    {
        var options = Read<EngineOptions>(
            "Engine:Provider=cuda", "Engine:Gpu:0=GPU-1", "Engine:AllowCpuFallback=true", "Engine:Precision=half", "Engine:MemoryShare=0.5", "Engine:MemoryReserveMegabytes=0",
            "Engine:ArenaMegabytes=64", "Engine:Cuda:ConvSearch=heuristic", "Engine:Cuda:PreferNhwc=false", "Engine:Cuda:Tf32=true", "Engine:TensorRt:CacheFolder=/c");
        Assert.Equal(
            ("cuda", "GPU-1", true, PrecisionChoice.Half, 0.5, 0, 64),
            (options.Provider, options.Gpu[0], options.AllowCpuFallback, options.Precision, options.MemoryShare, options.MemoryReserveMegabytes, options.ArenaMegabytes!.Value));
        Assert.Equal(new CudaOptions { ConvSearch = CudaConvSearch.Heuristic, PreferNhwc = false, Tf32 = true }, options.Cuda);
        Assert.Equal(new TensorRtOptions { CacheFolder = "/c" }, options.TensorRt);
        Assert.Empty(MistakesIn<EngineOptions>());
    }

    [Theory]
    [InlineData("Engine:Provider must be auto, cuda, tensorrt, cpu or plugin:LIBRARY.", "Engine:Provider=rocm")]
    [InlineData("Engine:Gpu:1 must be", "Engine:Gpu:0=0", "Engine:Gpu:1= ")]
    [InlineData("Engine:Gpu:1: '0' is named twice", "Engine:Gpu:0=0", "Engine:Gpu:1=0")]
    [InlineData("leave one of them out", "Engine:Provider=cpu", "Engine:Gpu:0=0")]
    [InlineData("'double' at 'Engine:Precision'", "Engine:Precision=double")]
    [InlineData("Engine:Precision must", "Engine:Precision=7")]
    [InlineData("Engine:MemoryShare must", "Engine:MemoryShare=0.96")]
    [InlineData("Engine:MemoryShare must", "Engine:MemoryShare=NaN")]
    [InlineData("Engine:ModelMegabytes must", "Engine:ModelMegabytes=15")]
    [InlineData("Engine:MemoryReserveMegabytes must", "Engine:MemoryReserveMegabytes=-1")]
    [InlineData("Engine:ArenaMegabytes must lie between 64 and 4095", "Engine:ArenaMegabytes=63")]
    [InlineData("Engine:ArenaMegabytes must lie between 64 and 4095", "Engine:ArenaMegabytes=4096")]
    [InlineData("Engine:Cuda:ConvSearch must", "Engine:Cuda:ConvSearch=9")]
    [InlineData("Engine:Cuda:ArenaGrowth must", "Engine:Cuda:ArenaGrowth=9")]
    [InlineData("Engine:TensorRt:CacheFolder must be an absolute path", "Engine:TensorRt:CacheFolder=c")]
    [InlineData("Engine:TensorRt:CacheFolder names a file", "Engine:TensorRt:CacheFolder=/dev/null")]
    [InlineData("Engine:TensorRt:WorkspaceMegabytes must", "Engine:TensorRt:WorkspaceMegabytes=63")]
    [InlineData("Engine:Cuda:Nhwc is no setting; Engine:Cuda has ConvSearch, PreferNhwc", "Engine:Cuda:Nhwc=true")]
    [InlineData("Engine:Gpus is no setting; Engine has Provider, Gpu", "Engine:Gpus:0=1")]
    public void Engine_Wrong_NamesItsKey(string says, params string[] settings) => Assert.Contains(says, Assert.Single(MistakesIn<EngineOptions>(settings)), StringComparison.Ordinal);

    private static List<string> MistakesIn<T>(params string[] settings)
        where T : class
    {
        try
        {
            Read<T>(settings);
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return [.. wrong.Failures];
        }
    }

    private static T Read<T>(params string[] settings)
        where T : class
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1])).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddFarmWorker().BuildServiceProvider();
        return services.GetRequiredService<IOptions<T>>().Value;
    }
}
