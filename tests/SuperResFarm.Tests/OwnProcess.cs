using System.Diagnostics;
using System.Reflection;

namespace SuperResFarm.Tests;

/// <summary>Runs a part of a test in a process of its own: for what a process does once, and what must be set before it starts.</summary>
internal static class OwnProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a static method without parameters; what it throws fails the test.</summary>
    public static async Task RunAsync(Action part, params IEnumerable<(string Name, string? Value)> variables)
    {
        Assert.True(part.Method.IsStatic && part.Target is null, "Give a static method.");
        var start = new ProcessStartInfo("dotnet", [typeof(OwnProcess).Assembly.Location, part.Method.DeclaringType!.FullName!, part.Method.Name]) { RedirectStandardError = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            var error = await process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static int Main(string[] arguments)
    {
        try
        {
            typeof(OwnProcess).Assembly.GetType(arguments[0], throwOnError: true)!
                .GetMethod(arguments[1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<Action>()();
            return 0;
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine(fault);
            return 1;
        }
    }
}
