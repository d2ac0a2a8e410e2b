using System.ComponentModel;
using System.Diagnostics;

namespace SuperResFarm.Tests.Models;

/// <summary>The checker of the ONNX project, with strict shape inference, where its Python module is installed.</summary>
internal static class OnnxChecker
{
    // Prints one line for each file at fault, its name first.
    private const string Script = """
        import os, sys, onnx
        for path in sys.argv[1:]:
            try:
                onnx.checker.check_model(onnx.load(path), full_check=True)
            except Exception as fault:
                print(os.path.basename(path), type(fault).__name__, " ".join(str(fault).split()))
        """;

    // A Python of the user's own may come first and lack what the system's has.
    private static readonly Lazy<string?> _python = new(() => ((string[])["python3", "/usr/bin/python3"]).FirstOrDefault(HasModule));

    /// <summary>Why nothing can be checked here, or null.</summary>
    public static string? Missing => _python.Value is null ? "Needs the ONNX checker: install python3-onnx." : null;

    /// <returns>What is wrong with the files, empty when nothing is.</returns>
    public static string Faults(IEnumerable<string> files)
    {
        var (code, output) = Run(_python.Value ?? throw new InvalidOperationException("There is no checker; mark the test CheckerFact or CheckerTheory."), ["-c", Script, .. files]);
        return code == 0 ? output : throw new InvalidOperationException($"The checker ended with {code}: {output}");
    }

    private static bool HasModule(string python)
    {
        try
        {
            return Run(python, ["-c", "import onnx.checker"]).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Output) Run(string python, string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{python}' did not start.");
        var fault = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + fault.GetAwaiter().GetResult());
    }
}

/// <summary>A fact that is skipped, with the reason, where the ONNX checker is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckerFactAttribute : FactAttribute
{
    public CheckerFactAttribute() => Skip = OnnxChecker.Missing;
}

/// <summary>A theory that is skipped, with the reason, where the ONNX checker or the test data are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckerTheoryAttribute : DataTheoryAttribute
{
    public CheckerTheoryAttribute() => Skip ??= OnnxChecker.Missing;
}
