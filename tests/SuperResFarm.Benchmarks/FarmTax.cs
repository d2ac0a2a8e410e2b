using System.Globalization;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Benchmarks;

/// <summary>What the pipeline costs beside the network: decode, cut, place, encode, hash, rename.</summary>
internal static class FarmTax
{
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        var folder = Directory.CreateTempSubdirectory("superres-tax-").FullName;
        try
        {
            var photo = Photo.Make(folder, 1632, 1224);
            var settings = new UpscaleSettings { Model = args[0], Format = ImageFormat.Png };
            using var networks = new WarmNetworks(new ModelLibrary([]), new LanePool(new CpuProvider(), Environment.ProcessorCount));
            using var gates = new StageGates(1, 1);
            var planner = new ItemPlanner(networks, new HaloBook(Path.Combine(folder, "halos.json")), new TilePlanner(640_000_000));
            using var source = ImageSource.Open(photo, settings.Limits);
            var plan = (await planner.PlanAsync(source.Header, settings, CancellationToken.None)).Tiles;
            Console.WriteLine($"{plan.Grid.Count} tiles of {plan.Grid.Shape}, halo {plan.Halo}, {plan.Lanes} lanes");

            var engine = networks.Rent(settings.Model, 4).Network.EngineFor(SampleDepth.Eight);
            var request = new UpscaleRequest(photo, "", Path.Combine(folder, "out.png"), settings);
            var (bare, farm) = (new List<Measured>(), new List<Measured>());
            UpscaleReport? report = null;
            await BareAsync(source, plan, engine);   // warms code and caches
            for (var round = 0; round < rounds; round++)
            {
                using var again = ImageSource.Open(photo, settings.Limits);
                bare.Add(await BareAsync(again, plan, engine));
                farm.Add(await Measured.OfAsync(async () => report = await new ItemPipeline(planner, gates).RunAsync(request, new Progress<UpscaleProgress>(), CancellationToken.None)));
                Console.WriteLine(FormattableString.Invariant($"round {round + 1}: bare {bare[^1].Wall:0.00} s ({bare[^1].Cpu:0.00} cpu), pipeline {farm[^1].Wall:0.00} s ({farm[^1].Cpu:0.00} cpu)"));
            }
            Print(bare, farm, report!);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(List<Measured> bare, List<Measured> farm, UpscaleReport report)
    {
        var wall = Measured.Median(farm.Zip(bare, (f, b) => f.Wall / b.Wall));
        var cpu = Measured.Median(farm.Zip(bare, (f, b) => f.Cpu / b.Cpu));
        Console.WriteLine(FormattableString.Invariant($"median ratio: wall {wall:0.000}, cpu {cpu:0.000}"));
        Console.WriteLine(FormattableString.Invariant(
            $"last run, seconds: decode and cut {report.Times.Decode.TotalSeconds:0.000}, lanes {report.Times.Infer.TotalSeconds:0.000}, place {report.Times.Place.TotalSeconds:0.000}, encoder open {report.Times.Encode.TotalSeconds:0.000}, all {report.Elapsed.TotalSeconds:0.000}"));
    }

    // Only the session runs are timed: the tiles are cut before.
    private static async Task<Measured> BareAsync(ImageSource source, TilePlan plan, ITileEngine engine)
    {
        var slots = new List<TileSlot>();
        try
        {
            using var window = new TileWindow(plan.Grid, source.Header.Pixels, source.ReadRows);
            for (var band = 0; band < plan.Grid.Bands; band++)
            {
                window.MoveTo(band);
                for (var column = 0; column < plan.Grid.X.Count; column++)
                {
                    slots.Add(new TileSlot(plan.Grid.Shape, engine));
                    window.Cut(plan.Grid[column, band].Left, new ChannelPass(PassKind.Color, 0, 3), slots[^1].Input);
                }
            }
            return await Measured.OfAsync(() => Task.WhenAll(slots.Select(slot => engine.RunAsync(slot, CancellationToken.None))));
        }
        finally
        {
            slots.ForEach(slot => slot.Dispose());
        }
    }
}
