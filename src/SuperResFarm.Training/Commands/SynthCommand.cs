using System.CommandLine;
using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.Training.Commands;

/// <summary><c>superres-train synth</c>: writes made-up pictures to train on.</summary>
internal static class SynthCommand
{
    private const int MostPictures = 100_000;

    public static Command Create()
    {
        var folder = new Option<string>("-o", "--out") { Description = "Folder for the PNG files; made where it is missing.", Required = true };
        var count = new Option<int>("--count") { Description = "Pictures, 1 to 100000. Default: 200.", DefaultValueFactory = _ => 200 };
        var seed = new Option<long>("--seed") { Description = "Decides what is on the pictures. Default: 1.", DefaultValueFactory = _ => 1 };
        var size = new Option<(int Width, int Height)>("--size")
        {
            Description = "WIDTHxHEIGHT of each picture. Default: 480x480.",
            CustomParser = PixelSizeText.Parse,
            DefaultValueFactory = _ => (480, 480),
        };
        var kind = new Option<PictureKind>("--kind") { Description = "mixed (default), leaves, signs, page, lineart or halftone." };
        var workers = new Option<int>("--threads") { Description = "Pictures made at the same time. Default: one for each core.", DefaultValueFactory = _ => Environment.ProcessorCount };
        count.Validators.Add(Ranges.Whole(count, 1, MostPictures));
        workers.Validators.Add(Ranges.Whole(workers, 1, 256));
        var command = new Command("synth", "Makes pictures to train on, free of anybody's rights.") { folder, count, seed, size, kind, workers };
        command.SetAction(async (parsed, ct) =>
        {
            var (width, height) = parsed.GetValue(size);
            var (target, pictures, made) = (parsed.GetValue(folder)!, parsed.GetValue(count), 0);
            await SynthFolder.WriteAsync(target, new(parsed.GetValue(seed), width, height, parsed.GetValue(kind)), pictures, parsed.GetValue(workers), () =>
            {
                if (Interlocked.Increment(ref made) is var so && so % 50 == 0)
                    Console.Error.WriteLine($"{so} of {pictures} pictures");
            }, ct);
            Console.WriteLine($"{pictures} pictures of {width}x{height} in {target}");
            return ExitCodes.Good;
        });
        return command;
    }
}
