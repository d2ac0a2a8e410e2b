using System.Runtime.CompilerServices;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Sessions;

public sealed class WarmNetworksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ModelThatComesLater_IsFoundThen()
    {
        using var networks = new WarmNetworks(new ModelLibrary([_folder["models"]]), new LanePool(new CpuProvider(), 1));
        Assert.Equal(FailureCode.ModelUnknown, Assert.Throws<FarmException>(() => networks.Rent("mine", 4).Network).Code);
        var network = Resampling.Build("bicubic", 2);
        new ModelStore(_folder["models"]).Add(network.With(network.Card with { Name = "mine" }), "mine.pth", null, DateTimeOffset.UnixEpoch);
        Assert.Equal("mine", networks.Rent("mine", 4).Network.Card.Name);
    }

    [Fact]
    public void Open_Again_IsTheSame()
    {
        using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 1));
        Assert.Same(networks.Rent("bicubic", 2).Network, networks.Rent("bicubic", 2).Network);
        Assert.NotSame(networks.Rent("bicubic", 2).Network, networks.Rent("bicubic", 3).Network);
    }

    [Fact]
    public void Return_TooMuchMemory_LetsGoOfTheOneUnusedForLongest()
    {
        using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 1), new NetworkRules { KeptBytes = 1 });
        using var used = networks.Rent("bicubic", 2);
        used.Network.EngineFor(SampleDepth.Eight);
        var idle = networks.Rent("bicubic", 3);
        idle.Network.EngineFor(SampleDepth.Eight);
        idle.Dispose();
        using var again = networks.Rent("bicubic", 3);
        Assert.NotSame(idle.Network, again.Network);
        using var still = networks.Rent("bicubic", 2);
        Assert.Same(used.Network, still.Network);
    }

    [Fact]
    public void Return_WithinItsMemory_KeepsThem()
    {
        using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 1), new NetworkRules { KeptBytes = 100_000_000 });
        var idle = networks.Rent("bicubic", 3);
        idle.Network.EngineFor(SampleDepth.Eight);
        idle.Dispose();
        idle.Dispose();   // harmless
        using var again = networks.Rent("bicubic", 3);
        Assert.Same(idle.Network, again.Network);
    }

    [Fact]
    public void KeepAtMost_LessThanTheyTake_LetsGoOfThoseThatNobodyUses()
    {
        using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), 1));
        using var used = networks.Rent("bicubic", 2);
        used.Network.EngineFor(SampleDepth.Eight);
        var idle = networks.Rent("bicubic", 3);
        idle.Network.EngineFor(SampleDepth.Eight);
        idle.Dispose();
        networks.KeepAtMost(used.Network.Bytes + idle.Network.Bytes);
        Assert.Same(idle.Network, networks.Rent("bicubic", 3).Network);
        networks.KeepAtMost(0);
        Assert.Same(used.Network, networks.Rent("bicubic", 2).Network);
        var third = networks.Rent("bicubic", 4);
        third.Network.EngineFor(SampleDepth.Eight);
        third.Dispose();
        networks.KeepAtMost(used.Network.Bytes);
        Assert.NotSame(third.Network, networks.Rent("bicubic", 4).Network);
    }

    [Fact]
    public void Network_AfterItsSessionsAreLoaded_IsLetGoOfAndReadAgain()
    {
        var store = Store("mine", 2);
        using var networks = new WarmNetworks(new ModelLibrary([store.Folder]), new LanePool(new CpuProvider(), 1));
        using var lease = networks.Rent("mine", 4);
        LoadAndLetGo(lease.Network);
        Assert.Equal("mine", lease.Network.Network.Card.Name);
        Assert.Equal(2, lease.Network.EngineFor(SampleDepth.Sixteen).Scale);
    }

    [Fact]
    public void Network_FileThatBecameAnother_IsNotMixedIn()
    {
        var store = Store("mine", 2);
        using var networks = new WarmNetworks(new ModelLibrary([store.Folder]), new LanePool(new CpuProvider(), 1));
        using var lease = networks.Rent("mine", 4);
        LoadAndLetGo(lease.Network);
        store.Remove(store.Find("mine")!);
        Store("mine", 3);

        var fault = Assert.Throws<FarmException>(() => lease.Network.EngineFor(SampleDepth.Sixteen));
        Assert.Equal((FailureCode.ModelInvalid, Disposition.Retry), (fault.Code, fault.Next));
        Assert.Equal(2, lease.Network.EngineFor(SampleDepth.Eight).Scale);   // what is loaded goes on
    }

    private static void LoadAndLetGo(WarmNetwork network)
    {
        var weights = WeightsOf(network);
        network.EngineFor(SampleDepth.Eight);
        GC.Collect();
        Assert.False(weights.IsAlive);
    }

    // In a method of its own, so that no register or stack slot of the caller holds it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference WeightsOf(WarmNetwork network) => new(network.Network);

    private ModelStore Store(string name, int scale)
    {
        var store = new ModelStore(_folder["models"]);
        var network = Resampling.Build("bicubic", scale);
        store.Add(network.With(network.Card with { Name = name }), "mine.pth", null, DateTimeOffset.UnixEpoch);
        return store;
    }
}
