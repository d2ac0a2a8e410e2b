using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference;

/// <summary>The whole item pipeline on files in a folder of its own.</summary>
internal sealed class TestPipeline : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly WarmNetworks _networks;
    private readonly StageGates _gates = new(1, 1);
    private readonly ItemPipeline _pipeline;

    public TestPipeline(IProvider? provider = null)
    {
        _networks = new(new ModelLibrary([]), new LanePool(provider ?? new CpuProvider(), 2));
        var planner = new ItemPlanner(_networks, new HaloBook(_folder["book/halos.json"]), new TilePlanner(200_000_000));
        _pipeline = new ItemPipeline(planner, _gates);
    }

    public string this[string name] => _folder[name];

    public Task<UpscaleReport> RunAsync(
        string source, string target, UpscaleSettings settings, IProgress<UpscaleProgress>? progress = null, string? map = null, FacePictures? faces = null, CancellationToken ct = default) =>
        _pipeline.RunAsync(new UpscaleRequest(source, "", this[target], settings) { DivergenceMap = map is null ? null : this[map], FacePictures = faces }, progress ?? new Progress<UpscaleProgress>(), ct);

    /// <summary>Runs and reads the result.</summary>
    public async Task<Picture> EnlargeAsync(string source, UpscaleSettings settings, string target = "result.png")
    {
        await RunAsync(source, target, settings);
        return Picture.Read(this[target]);
    }

    /// <summary>Runs what must fail and checks that nothing is left in the folder but the sources.</summary>
    public async Task<FarmException> FailAsync(string source, UpscaleSettings settings)
    {
        var before = Directory.GetFiles(Path.GetDirectoryName(this["x"])!);
        var fault = await Assert.ThrowsAsync<FarmException>(() => RunAsync(source, "result.png", settings));
        Assert.Equal(before, Directory.GetFiles(Path.GetDirectoryName(this["x"])!));
        return fault;
    }

    public void Dispose()
    {
        _networks.Dispose();
        _gates.Dispose();
        _folder.Dispose();
    }
}
