using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Cli.Doctor;

/// <summary>The out-of-memory drill on the processor, whose memory is capped once for a process: this program again, for that alone.</summary>
/// <param name="model">The options that name the model, as they were given.</param>
internal sealed class DrillProcess(IReadOnlyList<string> model) : IDrillGround
{
    /// <summary>The option that starts it: bytes, tile and halo, as in <c>96000000,640x640,16</c>.</summary>
    public const string Option = "--drill";

    public long LeastBytes => ProcessorDrill.LeastBytes;

    public long MostBytes => ProcessorDrill.MostBytes;

    public async Task<DrillOutcome> RunAsync(long limitBytes, DrillOrder order, CancellationToken ct)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{limitBytes},{order.Shape},{order.Halo}");
        using var process = Process.Start(Self([.. model, Option, text])) ?? throw Failed("it did not start");
        try
        {
            // Both pipes at once: a full one would hold up the process.
            var (standard, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            await process.WaitForExitAsync(ct);
            var (said, complained) = (await standard, (await error).ReplaceLineEndings(" ").Trim());
            return process.ExitCode switch
            {
                ExitCodes.Good => JsonSerializer.Deserialize<DrillOutcome>(said, JsonSerializerOptions.Web) ?? throw Failed("it said nothing"),
                ExitCodes.Interrupted => throw new OperationCanceledException("The drill was interrupted."),
                var code => throw Failed(string.Create(CultureInfo.InvariantCulture, $"exit code {code}. {complained}")),
            };
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Is that process. It ends with the one that started it, whose end of standard input goes with it.</summary>
    /// <exception cref="CommandException">The text is no order.</exception>
    public static async Task<int> RunHereAsync(string text, Network network, CancellationToken ct)
    {
        var (limit, order) = Read(text);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _ = Task.Run(() => StopAtEndAsync(stop), CancellationToken.None);
        try
        {
            Console.WriteLine(CliJson.Line(await ProcessorDrill.RunAsync(network, limit, order, stop.Token)));
            return ExitCodes.Good;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static async Task StopAtEndAsync(CancellationTokenSource stop)
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nobody says anything; only the end counts.
        }
        try
        {
            await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The drill was over first.
        }
    }

    // Where the program was started by the dotnet host, that is the process, and the program its argument.
    private static ProcessStartInfo Self(IEnumerable<string> arguments)
    {
        var path = Environment.ProcessPath!;   // null only where the system does not tell, which none of ours does
        string[] host = Path.GetFileNameWithoutExtension(path) == "dotnet" ? [typeof(DrillProcess).Assembly.Location] : [];
        return new(path, [.. host, "doctor", .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private static (long LimitBytes, DrillOrder Order) Read(string text)
    {
        int[] numbers = [.. text.Split(',', 'x').Skip(1).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        return long.TryParse(text.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= ProcessorDrill.LeastBytes and <= ProcessorDrill.MostBytes
            && numbers is [>= 8 and <= 16_384, >= 8 and <= 16_384, >= 0 and <= 1024]
            ? (limit, new DrillOrder(new TileShape(numbers[0], numbers[1]), numbers[2]))
            : throw CommandException.WrongUse($"{Option} '{text}': give bytes, tile and halo, as in 96000000,640x640,16.");
    }

    private static FarmException Failed(string why) =>
        new(FailureCode.EngineFailed, Disposition.Retry, $"The process of the out-of-memory drill failed: {why}");
}
