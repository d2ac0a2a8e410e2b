using System.Diagnostics;
using System.Globalization;
using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Benchmarks;

/// <summary>PNG at one level with filter Up: the saver of libvips, and strips on one thread and on two, in turn.</summary>
internal static class PngEncoding
{
    private const double UsualMegapixels = 80;
    private const double UsualFactor = 4;
    private const int UsualRounds = 5;
    private const int Patience = 8;

    private static readonly string[] _ways = ["libvips", "1 thread", "2 threads"];
    private static readonly PixelFormat[] _formats =
    [
        new(3, SampleDepth.Eight), new(4, SampleDepth.Eight), new(1, SampleDepth.Eight), new(3, SampleDepth.Sixteen), new(4, SampleDepth.Sixteen),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var (file, factor, megapixels, rounds, level) = (args[0], Number(1, UsualFactor), Number(2, UsualMegapixels), (int)Number(3, UsualRounds), (int)Number(4, 1));
        Console.WriteLine($"{Path.GetFileName(file)} x{factor}, level {level}, {Environment.ProcessorCount} cores, medians of {rounds} rounds on free cores; ratios are medians of those of each round");
        Console.WriteLine("| samples | MP | way | wall s | CPU s | libvips' wall over it | its CPU over libvips' | MB | bytes over libvips' |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var format in _formats)
            await CompareAsync(EnlargedPhoto.Load(file, factor, format, megapixels), level, rounds);
        Console.WriteLine("| way | peak MiB of a process that only encodes RGB, and of one that only holds the source |\n|---|---|");
        foreach (var way in _ways.Append("nothing"))
        {
            using var child = Process.Start(Environment.ProcessPath!, ["encode-peak", way, file, Text(megapixels), Text(level)]);
            await child.WaitForExitAsync();
        }
        return 0;

        double Number(int index, double usual) => args.Length > index ? double.Parse(args[index], CultureInfo.InvariantCulture) : usual;
    }

    // The photo is not enlarged: it would need more memory than any encoder.
    public static int Peak(string way, string file, string megapixels, string level)
    {
        var photo = EnlargedPhoto.Load(file, factor: 1, _formats[0], Number(megapixels));
        if (way != "nothing")
            WithFile(path => Write(photo, way, (int)Number(level), path));
        Console.WriteLine($"| {way} | {ProcessPeak.Mib():0} |");
        return 0;

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static async Task CompareAsync(EnlargedPhoto photo, int level, int rounds)
    {
        var (quiet, busy) = (new List<Round>(), new List<Round>());
        await RoundAsync();   // warms up
        for (var attempt = 0; quiet.Count < rounds && attempt < rounds * Patience; attempt++)
        {
            var load = new MachineLoad();
            var round = await RoundAsync();
            (load.IsQuiet ? quiet : busy).Add(round);
        }
        var kept = quiet.Count >= rounds ? quiet : busy;
        foreach (var way in _ways)
        {
            var (its, vips) = (kept.Select(round => round[way]).ToList(), kept.Select(round => round[_ways[0]]).ToList());
            Console.WriteLine(FormattableString.Invariant(
                $"| {photo.Format} | {photo.Size.Megapixels:0} | {way}{(kept == quiet ? "" : " (others busy)")} | {Measured.Median(its.Select(run => run.Time.Wall)):0.00} | {Measured.Median(its.Select(run => run.Time.Cpu)):0.00} | ")
                + FormattableString.Invariant($"{Ratio((own, other) => other.Time.Wall / own.Time.Wall):0.00} | {Ratio((own, other) => own.Time.Cpu / other.Time.Cpu):0.00} | ")
                + FormattableString.Invariant($"{its[0].Bytes / 1e6:0.0} | {(double)its[0].Bytes / vips[0].Bytes:0.0000} |"));

            double Ratio(Func<(Measured Time, long Bytes), (Measured Time, long Bytes), double> ratio) => Measured.Median(its.Zip(vips, ratio));
        }

        async Task<Round> RoundAsync()
        {
            var round = new Round();
            foreach (var way in _ways)
                round[way] = await MeasureAsync(photo, way, level);
            return round;
        }
    }

    private static async Task<(Measured Time, long Bytes)> MeasureAsync(EnlargedPhoto photo, string way, int level)
    {
        var bytes = 0L;
        var time = await Measured.OfAsync(() =>
        {
            bytes = WithFile(path => Write(photo, way, level, path));
            return Task.CompletedTask;
        });
        return (time, bytes);
    }

    private static long WithFile(Action<string> write)
    {
        var path = Path.GetTempFileName();
        try
        {
            write(path);
            return new FileInfo(path).Length;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(EnlargedPhoto photo, string way, int level, string path)
    {
        VipsRuntime.EnsureStarted();
        var settings = new EncodeSettings
        {
            Format = ImageFormat.Png,
            PngLevel = level,
        };
        if (way == _ways[0])
            WriteByLibvips(photo, level, path);
        else
            using (var pool = new StripPool(way == _ways[1] ? 1 : 2))
                PngOutput.Save(photo.Stream(), ImageMetadata.None, settings, path, pool, CancellationToken.None);
    }

    // As results were written before strips.
    private static void WriteByLibvips(EnlargedPhoto photo, int level, string path)
    {
        using var bands = new BandTiffSource(photo.Stream(), CancellationToken.None);
        using var image = Image.TiffloadSource(bands.Source, access: Enums.Access.Sequential);
        image.Pngsave(path, compression: level, filter: Enums.ForeignPngFilter.Up);
    }

    private sealed class Round : Dictionary<string, (Measured Time, long Bytes)>;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
