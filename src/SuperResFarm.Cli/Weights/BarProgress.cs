using Spectre.Console;
using SuperResFarm.Models.Downloads;

namespace SuperResFarm.Cli.Weights;

/// <summary>Shows a download on a bar.</summary>
internal sealed class BarProgress(ProgressTask bar, string name) : IProgress<DownloadProgress>
{
    public void Report(DownloadProgress value)
    {
        if (value.Total is { } total)
            bar.MaxValue = total;
        bar.Value = value.Received;
        bar.Description = value.Wait is { } wait ? Markup.Escape($"{name}: {value.Reason}, again in {wait.TotalSeconds:0} s") : Markup.Escape(name);
    }
}
