using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>The item pipeline as the command puts it together.</summary>
internal static class LocalPipeline
{
    /// <returns>The file that it writes.</returns>
    /// <param name="models">Where models are looked for.</param>
    /// <param name="source">The image.</param>
    /// <param name="settings">How.</param>
    public static async Task<byte[]> ResultOfAsync(IReadOnlyList<string> models, string source, UpscaleSettings settings)
    {
        using var networks = new WarmNetworks(new ModelLibrary(models), new LanePool(new CpuProvider(), Environment.ProcessorCount));
        using var gates = new StageGates(1, 2);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var planner = new ItemPlanner(networks, new HaloBook(ModelFolders.HaloBook), new TilePlanner(Math.Min(640_000_000, CpuDevice.FreeBytes() / 2)));
            var target = Path.Combine(folder.FullName, "result");
            await new ItemPipeline(planner, gates).RunAsync(new UpscaleRequest(source, await FileHash.Sha256Async(source, default), target, settings), new Progress<UpscaleProgress>(), default);
            return await File.ReadAllBytesAsync(target);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
