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

    /// <summary>Runs until something asks the service to stop.</summary>
    /// <param name="name">Name of the program, for messages.</param>
    /// <param name="args">As given to the program.</param>
    /// <param name="address">Where it listens when neither <c>Urls</c> nor <c>HTTP_PORTS</c> says otherwise, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="compose">Adds the service's parts.</param>
    /// <param name="map">Maps its endpoints.</param>
    /// <returns>The exit code: <see cref="Good"/>, <see cref="Failed"/>, <see cref="WrongSettings"/> or what a part wanted of <see cref="FarmExit"/>.</returns>
    public static async Task<int> RunAsync(string name, string[] args, string address, Action<WebApplicationBuilder> compose, Action<WebApplication> map)
    {
        var started = false;
        try
        {
            var builder = WebApplication.CreateSlimBuilder(args);
            Prepare(builder, address);
            // What hinders the start is said below, in one line.
            builder.Logging.AddFilter(HostCategory, level => started && level >= LogLevel.Information);
            builder.Services.AddSingleton<FarmExit>();
            compose(builder);
            await using var app = builder.Build();
            map(app);
            if (Failpoint.AnySet)
                Log.FailpointsSet(app.Logger, Failpoint.Variable);
            // Before any part is made from its settings, so that all mistakes are told at once.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync();
            started = true;
            await app.WaitForShutdownAsync();
            return app.Services.GetServices<IHostedService>().Any(HasFailed) ? Failed : app.Services.GetRequiredService<FarmExit>().Code;
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

    private static void Prepare(WebApplicationBuilder builder, string address)
    {
        // Below everything else, so that any other source overrides it.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Microsoft"] = "Warning",
                ["Logging:LogLevel:System"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
                // Whoever probes reads it in the answer; here it would be said at every probe of a service that only begins.
                ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
            },
        });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
            builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders();
        if (builder.Configuration.GetValue("Logging:Json", defaultValue: false))
            builder.Logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "O";
            });
        else
            builder.Logging.AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.IncludeScopes = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            });
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
