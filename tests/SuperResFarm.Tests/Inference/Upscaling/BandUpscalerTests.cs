using FsCheck.Xunit;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Tests.Inference.Upscaling;

public class BandUpscalerTests
{
    [Property(MaxTest = 300)]
    public void Run_AnyImageAndTiles_EqualsTheWholeImage(byte width, byte height, byte edge, byte halo, byte kind)
    {
        var size = new PixelSize(1 + width % 90, 1 + height % 90);
        var format = new PixelFormat(1 + kind % 4, kind % 8 < 4 ? SampleDepth.Eight : SampleDepth.Sixteen);
        var networkChannels = kind % 3 == 0 ? 1 : 3;
        var (scale, context, multiple) = (1 + kind % 4, halo % 6, 1 + kind % 3);
        var image = Noise(format.RowBytes(size.Width) * size.Height, seed: kind);
        var plan = TestUpscaler.PlanOf(size, scale, TileAxis.Cut(size.Width, 2 * (context + multiple) + 4 + edge % 50, context, multiple), TileAxis.Cut(size.Height, 2 * (context + multiple) + 7 + edge % 30, context, multiple)) with { Slots = 1 + height % 5 };

        var result = TestUpscaler.RunAsync(image, size, format, plan, new NearestEngine(scale, networkChannels, format.Depth)).GetAwaiter().GetResult();

        Assert.Equal(Repeated(image, size, format, scale), result);
    }

    [Fact]
    public async Task Run_EngineFails_ThrowsItsFaultAndEndsAllStages()
    {
        var engine = new NearestEngine(2, 3, SampleDepth.Eight)
        {
            BeforeRun = (run, _) => run == 5 ? Task.FromException(FarmException.Rejected(FailureCode.EngineFailed, "fifth tile")) : Task.CompletedTask,
        };
        var fault = await Assert.ThrowsAsync<FarmException>(() => RunRgb(engine));
        Assert.Equal("fifth tile", fault.Message);
    }

    [Fact]
    public async Task Run_Cancelled_EndsWithoutFinishingTheImage()
    {
        using var stop = new CancellationTokenSource();
        var engine = new NearestEngine(2, 3, SampleDepth.Eight)
        {
            BeforeRun = async (run, ct) =>
            {
                if (run == 3)
                    await stop.CancelAsync();
                ct.ThrowIfCancellationRequested();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunRgb(engine, stop.Token));
        Assert.InRange(engine.Runs, 3, 9);
    }

    [Fact]
    public async Task Run_SlowReader_CutsNoFurtherAheadThanTheSlots()
    {
        var gate = new TaskCompletionSource();
        var engine = new NearestEngine(2, 3, SampleDepth.Eight) { BeforeRun = (_, _) => gate.Task };
        var run = RunRgb(engine);
        while (engine.Runs < 5)
            await Task.Yield();
        Assert.False(run.IsCompleted);
        Assert.Equal(5, engine.Runs);
        gate.SetResult();
        await run;
    }

    private static Task<byte[]> RunRgb(NearestEngine engine, CancellationToken ct = default)
    {
        var (size, format) = (new PixelSize(64, 64), new PixelFormat(3, SampleDepth.Eight));
        var plan = TestUpscaler.PlanOf(size, 2, TileAxis.Cut(64, 20, 2), TileAxis.Cut(64, 20, 2));
        return TestUpscaler.RunAsync(Noise(64 * 64 * 3, 1), size, format, plan, engine, ct);
    }

    private static byte[] Repeated(byte[] image, PixelSize size, PixelFormat format, int scale)
    {
        var pixel = format.BytesPerPixel;
        var result = new byte[image.Length * scale * scale];
        for (var y = 0; y < size.Height * scale; y++)
            for (var x = 0; x < size.Width * scale; x++)
                image.AsSpan((y / scale * size.Width + x / scale) * pixel, pixel).CopyTo(result.AsSpan((y * size.Width * scale + x) * pixel));
        return result;
    }

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
