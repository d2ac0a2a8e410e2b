using System.Collections.Concurrent;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Upscaling;

[Collection(Alone.Name)]
public sealed class EngineRoomTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CalibrationBook _book;

    public EngineRoomTests() => _book = new CalibrationBook(_folder["calibration.json"], TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Calibrate_GpusOfOneKind_AreMeasuredOnce()
    {
        var (one, twin, other) = (new PretendedGpu(), new PretendedGpu(), new PretendedGpu("Another"));
        var room = Room([one, twin, other]);
        using var networks = room.Open(new ModelLibrary([]));
        using var lease = networks.Rent("bicubic", 2);
        await Task.WhenAll(
            room.CalibrateAsync(lease.Network, SampleDepth.Eight, again: false, CancellationToken.None),
            room.CalibrateAsync(lease.Network, SampleDepth.Eight, again: false, CancellationToken.None));

        Assert.True(room.Calibrates);
        Assert.Equal("Pretended GPU, Another", room.DeviceName);
        var first = Assert.IsType<Measurements>(_book.Find(KeyOf(one, lease.Network)));
        Assert.NotNull(_book.Find(KeyOf(other, lease.Network)));

        await room.CalibrateAsync(lease.Network, SampleDepth.Eight, again: false, CancellationToken.None);
        Assert.Equal(first.At, _book.Find(KeyOf(one, lease.Network))!.At);
        await room.CalibrateAsync(lease.Network, SampleDepth.Eight, again: true, CancellationToken.None);
        Assert.True(_book.Find(KeyOf(one, lease.Network))!.At > first.At);
    }

    [Fact]
    public async Task Calibrate_TileRuns_WaitsForItAndKeepsOthersWaiting()
    {
        var room = Room([new CpuProvider()], new EngineSpace(Lanes: 1));
        using var networks = room.Open(new ModelLibrary([]));
        using var lease = networks.Rent("bicubic", 2);
        var engine = lease.Network.EngineFor(SampleDepth.Eight);
        var ended = new ConcurrentQueue<string>();

        using var large = new TileSlot(new TileShape(2000, 2000), engine);
        using var small = new TileSlot(new TileShape(8, 8), engine);
        var running = NoteAsync("tile", engine.RunAsync(large, CancellationToken.None));
        await Task.Yield();
        var measuring = NoteAsync("measured", room.CalibrateAsync(lease.Network, SampleDepth.Eight, again: true, CancellationToken.None));
        var waiting = NoteAsync("next", engine.RunAsync(small, CancellationToken.None));
        await Task.WhenAll(running, measuring, waiting);
        Assert.Equal(["tile", "measured", "next"], ended);

        async Task NoteAsync(string name, Task work)
        {
            await work;
            ended.Enqueue(name);
        }
    }

    [Fact]
    public async Task Warm_Gpu_RunsTheTilesOfPhotosOnEveryLane()
    {
        var room = Room([new PretendedGpu(), new PretendedGpu()]);
        using var networks = room.Open(new ModelLibrary([]));
        using var lease = networks.Rent("bicubic", 2);
        await room.WarmAsync(lease.Network, CancellationToken.None);

        using var plan = await room.PlannerFor(networks).PlanAsync(Photo(4000, 3000), new UpscaleSettings { Model = "bicubic", OutScale = 2 }, CancellationToken.None);
        Assert.Equal(4, plan.Tiles.Lanes);
        Assert.Equal(0, plan.Tiles.Grid.Shape.Width % 128);
        Assert.True(plan.Tiles.HostBytes > 0);
    }

    [Fact]
    public async Task Plan_GpusOfTwoSizes_FitIntoTheSmaller()
    {
        var room = Room([new PretendedGpu("Large"), new PretendedGpu("Small", bytes: 1_200_000_000)]);
        using var networks = room.Open(new ModelLibrary([]));
        using var plan = await room.PlannerFor(networks).PlanAsync(Photo(4000, 3000), new UpscaleSettings { Model = "bicubic", OutScale = 4 }, CancellationToken.None);
        Assert.Equal((long)(0.85 * (1_200_000_000 - 1_024_000_000)), plan.Tiles.BudgetBytes);
        Assert.InRange(plan.Tiles.FootprintBytes, 1, plan.Tiles.BudgetBytes);
    }

    [Fact]
    public async Task Open_SetsOfOneRoom_ShareItsLanes()
    {
        var room = Room([new CpuProvider()], new EngineSpace(Lanes: 1));
        using var old = room.Open(new ModelLibrary([]));
        using var fresh = room.Open(new ModelLibrary([]));
        using var first = old.Rent("bicubic", 2);
        using var second = fresh.Rent("bicubic", 2);
        using var large = new TileSlot(new TileShape(1500, 1500), first.Network.EngineFor(SampleDepth.Eight));
        using var small = new TileSlot(new TileShape(8, 8), second.Network.EngineFor(SampleDepth.Eight));
        var running = first.Network.EngineFor(SampleDepth.Eight).RunAsync(large, CancellationToken.None);
        await second.Network.EngineFor(SampleDepth.Eight).RunAsync(small, CancellationToken.None);
        // Both are told on threads of the pool, which may come in any order; the large tile would take far longer than that.
        Assert.True(SpinWait.SpinUntil(() => running.IsCompleted, TimeSpan.FromMilliseconds(20)), "A tile of the new set did not wait for the only lane.");
        await running;
    }

    private static ImageHeader Photo(int width, int height) => new()
    {
        Format = ImageFormat.Jpeg,
        StoredSize = new PixelSize(width, height),
        Size = new PixelSize(width, height),
        Pixels = new PixelFormat(3, SampleDepth.Eight),
        Frames = 1,
        Orientation = 1,
        HasIcc = false,
        Interlaced = false,
        Warnings = [],
    };

    private static CalibrationKey KeyOf(IProvider provider, WarmNetwork network) => CalibrationKey.Of(provider, network.Card.Sha256, SampleDepth.Eight);

    private EngineRoom Room(IReadOnlyList<IProvider> providers, EngineSpace? space = null) =>
        new(new ProviderChoice(providers, "a test wants it so", []), new EngineOptions(), space ?? new EngineSpace(), TimeProvider.System, _book, DeviceMemory.OfThisMachine);
}
