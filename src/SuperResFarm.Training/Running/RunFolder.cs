using System.Text.Json;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Training.Running;

/// <summary>The folder of a run: its settings, its state, its log, and at the end its model.</summary>
/// <param name="path">Of the folder.</param>
internal sealed class RunFolder(string path)
{
    /// <summary>Of the folder.</summary>
    public string Path => path;

    /// <summary>Of the state.</summary>
    public string State => System.IO.Path.Combine(path, TrainingState.FileName);

    private string Settings => System.IO.Path.Combine(path, RunSettings.FileName);

    /// <summary>Makes the folder for a new run and writes down its settings.</summary>
    /// <exception cref="FarmException">OutputUnwritable: there is a run already, or the folder cannot be written.</exception>
    public void Begin(RunSettings settings)
    {
        if (File.Exists(Settings))
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"'{path}' holds a training run already; go on with it by --resume, or choose another folder.");
        try
        {
            Directory.CreateDirectory(path);
            File.WriteAllText(Settings, settings.ToJson());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"The folder '{path}' cannot be written; choose another one.", fault);
        }
    }

    /// <returns>The settings of the run that is in the folder.</returns>
    /// <exception cref="FarmException">There is none, or its settings were damaged.</exception>
    public RunSettings Read()
    {
        if (!File.Exists(Settings))
            throw FarmException.Rejected(FailureCode.SourceMissing, $"'{path}' holds no training run; leave out --resume to begin one.");
        try
        {
            return RunSettings.FromJson(File.ReadAllText(Settings));
        }
        catch (JsonException fault)
        {
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"'{Settings}' holds no settings of a run: {fault.Message}", fault);
        }
    }
}
