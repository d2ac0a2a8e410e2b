using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Sheets;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>The files that figures go into; each is there only when whole.</summary>
internal sealed class EvaluationFiles : IDisposable
{
    private readonly Dictionary<string, ResultFile> _files = [];

    /// <param name="files">By the option that names them.</param>
    /// <exception cref="FarmException">One of them cannot be written or drawn; none is left.</exception>
    public EvaluationFiles(IEnumerable<(string Option, string Path)> files)
    {
        try
        {
            foreach (var (option, path) in files)
                _files.Add(option, new ResultFile(option, path));
            if (_files.ContainsKey("--sheet"))
                SheetPng.RequireFont();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Writes all of them.</summary>
    /// <param name="evaluation">What was measured.</param>
    /// <param name="device">What ran the models.</param>
    /// <param name="lpips">Network of LPIPS; null when it is not measured.</param>
    /// <param name="began">When it began.</param>
    /// <exception cref="FarmException">One cannot be written; those before it are.</exception>
    public void Write(Evaluation evaluation, string device, string? lpips, DateTimeOffset began)
    {
        _files.GetValueOrDefault("--csv")?.Write(EvaluationCsv.Write(evaluation, lpips));
        _files.GetValueOrDefault("--json")?.Write(EvaluationJson.Write(evaluation, device, lpips, began));
        _files.GetValueOrDefault("--html")?.Write(SheetHtml.Write(
            "superres evaluate",
            [.. EvaluationTable.NotesOf(evaluation, lpips).Select(note => $"{note.Name}: {note.Text}."), $"device: {device}.", .. LeftOut(evaluation)],
            EvaluationTable.Rows(evaluation, lpips, everyImage: false), evaluation.Rows, EvaluationTable.Rows(evaluation, lpips, everyImage: true), EvaluationTable.TextColumns));
        if (evaluation.Rows.Count > 0)
            _files.GetValueOrDefault("--sheet")?.Write(SheetPng.Write(evaluation.Rows));
        else if (_files.ContainsKey("--sheet"))
            Console.Error.WriteLine("Nothing was measured, so nothing is drawn.");
        foreach (var note in LeftOut(evaluation))
            Console.Error.WriteLine(note);
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private static IEnumerable<string> LeftOut(Evaluation evaluation)
    {
        var measured = evaluation.Scores.Select(score => score.Pair).Distinct().Count();
        if (evaluation.Rows.Count > 0 && measured > evaluation.Rows.Count)
            yield return $"Pictures are shown of the first {evaluation.Rows.Count} of {measured} images.";
    }
}
