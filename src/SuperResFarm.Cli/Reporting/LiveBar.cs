using Spectre.Console;

namespace SuperResFarm.Cli.Reporting;

/// <summary>A bar with a description at the foot of a terminal; text goes above it.</summary>
internal sealed class LiveBar : IDisposable
{
    private readonly TaskCompletionSource _completed = new();
    private readonly Task _display;
    private readonly ProgressTask _bar;

    /// <param name="total">Value of a full bar.</param>
    /// <param name="more">Columns to the right of bar, percentage and description.</param>
    public LiveBar(double total, params ProgressColumn[] more)
    {
        var shown = new TaskCompletionSource<ProgressTask>();
        _display = AnsiConsole.Progress()
            .AutoClear(true)
            .Columns([new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, .. more])
            .StartAsync(async context =>
            {
                shown.SetResult(context.AddTask("starting", maxValue: total));   // an empty description is refused
                await _completed.Task;
            });
        // A display that fails to start ends as a task without ever showing a bar.
        Task.WhenAny(shown.Task, _display).GetAwaiter().GetResult().GetAwaiter().GetResult();
        _bar = shown.Task.GetAwaiter().GetResult();
    }

    /// <summary>Whether a person sees the output as it comes.</summary>
    public static bool CanBeShown => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    /// <summary>Changes what a full bar is.</summary>
    /// <param name="total">Its value.</param>
    public void Grow(double total) => _bar.MaxValue = total;

    /// <summary>Moves the bar.</summary>
    /// <param name="value">0 to the total.</param>
    /// <param name="description">Plain text.</param>
    public void Show(double value, string description)
    {
        _bar.Value = value;
        _bar.Description = Markup.Escape(description);
    }

    /// <summary>Writes text where the bar stood: each row is filled to its end, else the rest of the bar would stay behind it.</summary>
    public static void Say(string text)
    {
        var width = Math.Max(20, AnsiConsole.Profile.Width - 1);
        foreach (var row in text.Chunk(width))
            AnsiConsole.WriteLine(new string(row).PadRight(width));
    }

    /// <summary>Takes the bar away; may be called twice.</summary>
    public void Dispose()
    {
        _completed.TrySetResult();
        _display.GetAwaiter().GetResult();
    }
}
