using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs;
using SuperResFarm.Jobs.Dispatch;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Tests.Jobs;

public sealed class JobsServicesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("superres-options-").FullName;

    private string File => $"Data Source={_folder}/jobs.db";

    [Fact]
    public void AddJobs_Configuration_IsBound()
    {
        using var services = Services(new()
        {
            ["Database:ConnectionString"] = File,
            ["Jobs:Ledger:WorkLease"] = "00:00:06",
            ["Jobs:Ledger:KeyLife"] = "3.00:00:00",
            ["Jobs:Dispatch:Window"] = "100",
            ["Jobs:Dispatch:Windows:Bulk"] = "20",
            ["Jobs:Dispatch:Weights:acme"] = "2.5",
            ["Jobs:Dispatch:Weights:A tenant, of sorts"] = "0.5",
            ["Jobs:Dispatch:Poll"] = "00:00:00.25",
        });
        services.GetRequiredService<IStartupValidator>().Validate();
        var (ledger, dispatch) = (services.GetRequiredService<LedgerOptions>(), services.GetRequiredService<DispatchOptions>());
        Assert.Equal(new LedgerOptions { WorkLease = TimeSpan.FromSeconds(6), KeyLife = TimeSpan.FromDays(3) }, ledger);
        Assert.Equal((100, 20, TimeSpan.FromSeconds(0.25)), (dispatch.WindowOf(Priority.High), dispatch.WindowOf(Priority.Bulk), dispatch.Poll));
        Assert.Equal((2.5, 0.5, 1), (dispatch.WeightOf("acme"), dispatch.WeightOf("A tenant, of sorts"), dispatch.WeightOf("other")));
        Assert.NotNull(services.GetRequiredService<JobSubmitter>());
        Assert.NotNull(services.GetRequiredService<IdempotencyKeys>());
    }

    [Fact]
    public void AddJobs_Mistakes_AreReportedTogetherWithTheirKeys()
    {
        using var services = Services(new()
        {
            ["Database:Kind"] = "Postgres",
            ["Jobs:Ledger:WorkLease"] = "00:00:00",
            ["Jobs:Ledger:RetryDelay"] = "02:00:00",
            ["Jobs:Dispatch:Windows:Bulk"] = "0",
            ["Jobs:Dispatch:Weights:acme"] = "-1",
        });
        var fault = Assert.Throws<AggregateException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        var failures = fault.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures).ToList();
        foreach (var start in new[]
        {
            "Database: set either", "Jobs:Ledger:WorkLease must", "Jobs:Ledger:LongestRetryDelay must", "Jobs:Dispatch:Windows:Bulk must", "Jobs:Dispatch:Weights:acme must",
        })
            Assert.Contains(failures, failure => failure.StartsWith(start, StringComparison.Ordinal));
        Assert.Equal(5, failures.Count);
    }

    [Theory]
    [InlineData("Jobs:Dispatch:Windows:Urgent", "5", "Urgent")]
    [InlineData("Jobs:Dispatch:Windows:7", "5", "Jobs:Dispatch:Windows:7 is not a priority")]
    [InlineData("Jobs:Dispatch:Window", "many", "Jobs:Dispatch:Window")]
    [InlineData("Jobs:Ledger:WorkLeese", "00:01:00", "WorkLeese")]
    public void AddJobs_WhatNoOptionIs_StopsTheStartByName(string key, string value, string named)
    {
        using var services = Services(new() { ["Database:ConnectionString"] = File, [key] = value });
        var fault = Assert.ThrowsAny<Exception>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(named, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AddJobs_OptionsOfTheHost_Stay()
    {
        using var services = new ServiceCollection().AddSingleton(new LedgerOptions { WorkLease = TimeSpan.FromSeconds(7) })
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddJobs(_ => JobsDatabase.Sqlite(File)).BuildServiceProvider();
        Assert.Equal(TimeSpan.FromSeconds(7), services.GetRequiredService<LedgerOptions>().WorkLease);
        Assert.Equal(256, services.GetRequiredService<DispatchOptions>().Window);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, null, null, "Database: set either ConnectionString or ConnectionStringFile.")]
    [InlineData(DatabaseKind.Sqlite, "Data Source={0}/jobs.db", "{0}/secret", "not both")]
    [InlineData(DatabaseKind.Sqlite, "Data Source=:memory:", null, "jobs in memory")]
    [InlineData(DatabaseKind.Sqlite, "Data Source={0}/no/jobs.db", null, "create the folder")]
    [InlineData(DatabaseKind.Sqlite, "Data Source={0}/jobs.db;Mode=ReadOnly", null, "Mode=ReadOnly")]
    [InlineData(DatabaseKind.Sqlite, "Host=db;Database=jobs", null, "must have the form Data Source=")]
    [InlineData(DatabaseKind.Sqlite, null, "{0}/none", "names no file that can be read")]
    [InlineData(DatabaseKind.Postgres, "Host=db", null, "must name a Database")]
    [InlineData(DatabaseKind.Postgres, "Database=jobs", null, "must name a Host")]
    [InlineData(DatabaseKind.Postgres, "Host=db;Database=jobs;Port=x;Password=hush", null, "must have the form Host=")]
    [InlineData(DatabaseKind.Postgres, "postgres://me:hush@db/jobs", null, "must have the form Host=")]
    [InlineData((DatabaseKind)7, "Data Source={0}/jobs.db", null, "Database:Kind must be Sqlite or Postgres.")]
    public void DatabaseOptions_Mistakes_AreNamedWithoutThePassword(DatabaseKind kind, string? address, string? file, string words)
    {
        System.IO.File.WriteAllText($"{_folder}/secret", File);
        var options = new DatabaseOptions { Kind = kind, ConnectionString = Placed(address), ConnectionStringFile = Placed(file) };
        var fault = Assert.Throws<FarmException>(() => JobsDatabase.Open(options));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault.ToString(), StringComparison.Ordinal);

        string? Placed(string? text) => text?.Replace("{0}", _folder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseOptions_AddressInAFile_IsOpened()
    {
        await System.IO.File.WriteAllTextAsync($"{_folder}/secret", $"{File};Pooling=false\n");
        using var database = JobsDatabase.Open(new DatabaseOptions { ConnectionStringFile = $"{_folder}/secret" });
        await database.MigrateAsync(default);
        Assert.True((await database.ProbeAsync(default)).IsReady);
        Assert.True(System.IO.File.Exists($"{_folder}/jobs.db"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddJobs().BuildServiceProvider();
}
