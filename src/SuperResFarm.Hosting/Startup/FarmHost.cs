using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Hosting.Failpoints;
using SuperResFarm.Hosting.Telemetry;

namespace SuperResFarm.Hosting.Startup;

/// <summary>
/// Runs a service from its start to its exit code, the same way for all of them. Settings come from <c>appsettings.json</c>, environment
/// variables (<c>Worker__Images=1</c>) and arguments (<c>--Worker:Images=1</c>); wrong ones end it before it has done anything, with one line each.
/// </summary>
public static class FarmHost
{
    /// <summary>Exit code after an orderly stop, as by SIGTERM.</summary>
    public const int Good = 0;

    /// <summary>Exit code when the service could not begin, or could not go on.</summary>
    public const int Failed = 1;

    /// <summary>Exit code when a setting is wrong; standard error names each with its remedy.</summary>
    public const int WrongSettings = 2;

    /// <summary>Exit code when the device that does the work failed: a new process, or another machine, may have a working one.</summary>
    public const int DeviceLost = 3;

    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>Runs until something asks the service to stop. With the argument <c>health</c> it only asks a service that runs already whether it lives.</summary>
    /// <param name="name">Name of the program, for messages and telemetry.</param>
    /// <param name="args">As given to the program.</param>
    /// <param name="address">Where it listens when neither <c>Urls</c> nor <c>HTTP_PORTS</c> says otherwise, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="compose">Adds the service's parts.</param>
    /// <param name="map">Maps its endpoints.</param>
    /// <returns>The exit code: <see cref="Good"/>, <see cref="Failed"/>, <see cref="WrongSettings"/> or what a part wanted of <see cref="FarmExit"/>.</returns>
    public static async Task<int> RunAsync(string name, string[] args, string address, Action<WebApplicationBuilder> compose, Action<WebApplication> map)
    {
        if (args is ["health", .. var settings])
            return await GuardedAsync(name, async () => await HealthCommand.AskAsync(Addresses.Of(Prepare(name, settings, address, compose))) ? Good : Failed);
        var started = false;
        return await GuardedAsync(name, async () =>
        {
            // What hinders the start is said below, in one line.
            await using var app = Build(name, args, address, builder =>
            {
                builder.Logging.AddFilter(HostCategory, level => started && level >= LogLevel.Information);
                compose(builder);
            });
            map(app);
            app.MapFarmMetrics();
            if (Failpoint.AnySet)
                Log.FailpointsSet(app.Logger, Failpoint.Variable);
            await app.StartAsync();
            started = true;
            await app.WaitForShutdownAsync();
            return app.Services.GetServices<IHostedService>().Any(HasFailed) ? Failed : app.Services.GetRequiredService<FarmExit>().Code;
        });
    }

    /// <summary>Does one thing with the parts and settings of a service, which does not run.</summary>
    /// <param name="name">Name of the program, for messages and telemetry.</param>
    /// <param name="args">Settings as given to the program.</param>
    /// <param name="compose">Adds the service's parts.</param>
    /// <param name="work">What is done.</param>
    /// <returns>The exit code, as of <see cref="RunAsync"/>.</returns>
    public static Task<int> DoAsync(string name, string[] args, Action<WebApplicationBuilder> compose, Func<IServiceProvider, Task> work) => GuardedAsync(name, async () =>
    {
        await using var app = Build(name, args, "http://127.0.0.1:0", compose);
        await work(app.Services);
        return Good;
    });

    private static async Task<int> GuardedAsync(string name, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception fault)
        {
            var (code, lines) = EndOf(fault);
            foreach (var line in lines)
                await Console.Error.WriteLineAsync($"{name}: {line}");
            return code;
        }
    }

    // The host logs it and stops, as if somebody had asked for it.
    private static bool HasFailed(IHostedService service) => service is BackgroundService { ExecuteTask.IsFaulted: true };

    private static WebApplication Build(string name, string[] args, string address, Action<WebApplicationBuilder> compose)
    {
        var app = Prepare(name, args, address, compose).Build();
        // Before any part is made from its settings, so that all mistakes are told at once.
        app.Services.GetService<IStartupValidator>()?.Validate();
        return app;
    }

    private static WebApplicationBuilder Prepare(string name, string[] args, string address, Action<WebApplicationBuilder> compose)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        // Below everything else, so that any other source overrides it.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = FarmLogging.Levels });
        Addresses.Default(builder, address);
        builder.AddFarmLogging();
        builder.Services.AddFarmOptions<TelemetryOptions, TelemetryOptionsValidator>(TelemetryOptions.Section);
        builder.AddFarmTelemetry(name);
        builder.Services.AddSingleton<FarmExit>();
        compose(builder);
        if (builder.Configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.MetricsUrl)}"] is { Length: > 0 } metrics)
            builder.WebHost.UseUrls(Addresses.Of(builder), metrics);
        return builder;
    }

    private static (int Code, IEnumerable<string> Lines) EndOf(Exception fault) => fault switch
    {
        AggregateException many => many.Flatten().InnerExceptions.Select(EndOf).Aggregate((all, one) => (Math.Max(all.Code, one.Code), all.Lines.Concat(one.Lines))),
        TypeInitializationException { InnerException: { } cause } => EndOf(cause),
        OptionsValidationException wrong => (WrongSettings, wrong.Failures.Distinct()),
        FarmException { Code: FailureCode.SettingsInvalid or FailureCode.LicenceNotAccepted } wrong => (WrongSettings, [wrong.Message]),
        FarmException failed => (Failed, [failed.Message]),
        _ when IsOfConfiguration(fault) => (WrongSettings, [OneLine(fault)]),
        IOException => (Failed, [OneLine(fault)]),
        _ => (Failed, [fault.ToString()]),
    };

    // A value that is no number, a misspelt name in a section, a file that is no JSON: only where it was thrown tells them from other faults.
    private static bool IsOfConfiguration(Exception fault) =>
        fault is InvalidOperationException or InvalidDataException or FormatException && fault.Source?.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) == true;

    private static string OneLine(Exception fault) => fault.Message.ReplaceLineEndings(" ");
}
