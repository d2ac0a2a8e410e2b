using System.Diagnostics;
using System.Globalization;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;

namespace SuperResFarm.Benchmarks;

/// <summary>
/// Images encoded per second on one core and on all, with rows that are there at once: each image is written and hashed as the
/// pipeline does it. Processes of their own, bound to their cores, in turn.
/// </summary>
internal static class EncodeRate
{
    private const int Rounds = 5;
    private const double UsualMegapixels = 20;
    private const int ImagesPerCore = 6;

    public static async Task<int> RunAsync(string[] args)
    {
        var megapixels = args.Length > 1 ? args[1] : UsualMegapixels.ToString(CultureInfo.InvariantCulture);
        var cores = Environment.ProcessorCount;
        Console.WriteLine($"{megapixels} MP each, medians of {Rounds}\n| result | images at once | images/s on 1 core | on {cores} | ratio | CPU s each on 1 | on {cores} |\n|---|---|---|---|---|---|---|");
        foreach (var format in new[] { "Png", "Jpeg" })
            foreach (var atOnce in new[] { 1, 2 })
            {
                var rounds = new List<(Rate One, Rate All)>();
                for (var round = 0; round < Rounds; round++)
                    rounds.Add((await OnAsync(1, cores), await OnAsync(cores, cores)));
                Console.WriteLine(FormattableString.Invariant(
                    $"| {format} | {atOnce} per core | {Median(r => r.One.PerSecond):0.00} | {Median(r => r.All.PerSecond):0.00} | {Median(r => r.All.PerSecond / r.One.PerSecond):0.00} | {Median(r => r.One.CpuEach):0.00} | {Median(r => r.All.CpuEach):0.00} |"));

                Task<Rate> OnAsync(int some, int all) => ChildAsync(some, [args[0], megapixels, format, (atOnce * some).ToString(CultureInfo.InvariantCulture), (ImagesPerCore * some).ToString(CultureInfo.InvariantCulture)]);

                double Median(Func<(Rate One, Rate All), double> value) => Measured.Median(rounds.Select(value));
            }
        return 0;
    }

    public static async Task<int> RunOneAsync(string[] args)
    {
        var photo = EnlargedPhoto.Load(args[0], 4, new PixelFormat(3, SampleDepth.Eight), double.Parse(args[1], CultureInfo.InvariantCulture));
        var settings = new EncodeSettings { Format = Enum.Parse<ImageFormat>(args[2]) };
        var (atOnce, images) = (int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        var folder = Directory.CreateTempSubdirectory("superres-encode-").FullName;
        try
        {
            await EncodeAsync(photo, settings, atOnce, atOnce, folder);   // warms up
            var measured = await Measured.OfAsync(() => EncodeAsync(photo, settings, atOnce, images, folder));
            Console.WriteLine(FormattableString.Invariant($"{images / measured.Wall} {measured.Cpu / images}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task EncodeAsync(EnlargedPhoto photo, EncodeSettings settings, int atOnce, int images, string folder) => Parallel.ForAsync(
        0, images, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (image, ct) =>
        {
            var path = Path.Combine(folder, $"{image}");
            await Task.Factory.StartNew(
                () => ImageEncoder.Encode(photo.Stream(), ImageMetadata.None, settings, path, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await FileHash.Sha256Async(path, ct);
            File.Delete(path);
        });

    private static async Task<Rate> ChildAsync(int cores, string[] args)
    {
        var start = new ProcessStartInfo("taskset", ["-c", $"0-{cores - 1}", Environment.ProcessPath!, "encode-rate-one", .. args]) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        var words = (await child.StandardOutput.ReadToEndAsync()).Split();
        await child.WaitForExitAsync();
        return new Rate(double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private readonly record struct Rate(double PerSecond, double CpuEach);
}
