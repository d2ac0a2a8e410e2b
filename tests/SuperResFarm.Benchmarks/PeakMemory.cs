
namespace SuperResFarm.Benchmarks;

/// <summary>Peak memory of the real program, a fresh process for each figure.</summary>
internal static class PeakMemory
{
    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("superres-memory-").FullName;
        try
        {
            Console.WriteLine("| source | result | peak MiB | seconds |\n|---|---|---|---|");
            foreach (var (width, height) in new[] { (4000, 3000), (4000, 12000) })
            {
                var photo = Photo.Make(folder, width, height);
                foreach (var kind in new[] { "png", "jpg", "tif" })
                    Console.WriteLine(await RowAsync(args[0], photo, $"{width}x{height}", kind, Path.Combine(folder, "out")));
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RowAsync(string model, string photo, string size, string kind, string folder)
    {
        var (peakBytes, seconds) = await RealProgram.UpscaleAsync(photo, "-o", folder, "-n", model, "-f", kind);
        Directory.Delete(folder, recursive: true);
        return FormattableString.Invariant(
            $"| {size} x4 | {kind} | {peakBytes / 1048576.0:0} | {seconds:0.0} |");
    }
}
