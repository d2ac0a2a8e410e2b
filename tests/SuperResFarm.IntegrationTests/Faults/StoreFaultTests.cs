using SuperResFarm.IntegrationTests.Servers;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>An object store that fails now and then, in every way there is.</summary>
[Collection(FarmServers.Collection)]
public sealed class StoreFaultTests(FarmServers servers, ITestOutputHelper output)
{
    private const int Apart = 6;

    // The first so many faults keep the request from the store.
    private const int Unasked = 3;

    private static readonly Fault[] _faults =
    [
        new Fault.Answer(503, "SlowDown"), new Fault.Answer(500, "InternalError"), new Fault.Reset(),
        new Fault.Cut(700), new Fault.Silence(-1), new Fault.Silence(900), new Fault.Lost(),
    ];

    [FarmFact]
    public async Task Store_FailsAtRandom_EveryItemEndsOnce()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SUPERRES_TEST_SEED"), out var given) ? given : Environment.TickCount;
        output.WriteLine($"SUPERRES_TEST_SEED={seed}");
        var random = new Random(seed);
        var (asked, chosen, done) = (0, 0, 0);
        await using var proxy = new FaultProxy(servers.Store.Options.Endpoint!, request =>   // the fixture has started it
        {
            lock (random)
            {
                // One of every six requests, whichever: chance alone may leave a short job in peace.
                if (asked % Apart == 0)
                    chosen = random.Next(Apart);
                if (asked++ % Apart != chosen)
                    return null;
                done++;
                // Of an upload whose beginning was answered into the void nobody knows the id; such ones are for the bucket's lifecycle rule.
                return _faults[random.Next(request.IsBegin ? Unasked : _faults.Length)];
            }
        });
        farm.StartApi();
        farm.StartWorker("w1", "", ("Storage__S3__Endpoint", proxy.Endpoint), ("Storage__S3__TimeoutSeconds", "2"));
        farm.StartWorker("w2", "", ("Storage__S3__Endpoint", proxy.Endpoint), ("Storage__S3__TimeoutSeconds", "2"));
        var job = await farm.SubmitAsync(attempts: 20);
        await farm.VerifyAsync(servers, job, undisturbed);
        Assert.True(done > 5, $"Only {done} faults happened.");
    }
}
