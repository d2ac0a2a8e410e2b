using System.Net;
using System.Net.Sockets;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Farm;

/// <summary>What to tell a user when a farm does not do what it was asked: which farm, why, and what to do.</summary>
/// <param name="farm">Its address.</param>
internal sealed class FarmFaults(Uri farm)
{
    private string Name => farm.AbsoluteUri.TrimEnd('/');

    /// <summary>No answer at all.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="more">Said on a further line.</param>
    public CommandException Unreachable(Exception fault, string? more) => new(
        ExitCodes.Environment,
        $"No farm answers at {Name}: {CauseOf(fault)}. Start one with 'superres serve', or give the address of another with --farm or SUPERRES_FARM.{Below(more)}", fault);

    /// <summary>The farm, or a proxy before it, was busy for too long.</summary>
    /// <param name="answer">Its last answer.</param>
    /// <param name="patience">For how long.</param>
    /// <param name="more">Said on a further line.</param>
    public CommandException Busy(TransientAnswer answer, TimeSpan patience, string? more) => new(
        ExitCodes.Environment,
        (answer.RetryAfter > patience
            ? $"{Name} {answer.Message} It asks to wait {Durations.Spelled(answer.RetryAfter.Value)}: run the same again after that, or give --patience {Math.Ceiling(answer.RetryAfter.Value.TotalSeconds) + 1}."
            : $"{Name} {answer.Message} Run the same again later.") + Below(more),
        answer);

    /// <summary>The connection, once there, broke again and again.</summary>
    public CommandException Lost(string why) => new(ExitCodes.Environment, $"The connection to {Name} was lost: {why}. Check the network and the farm, then run the same again.");

    /// <summary>An answer that no farm gives.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="why">What is wrong with it.</param>
    public CommandException NoFarm(HttpResponseMessage response, string why) => new(
        ExitCodes.Environment,
        $"{Name} answers, but not as a farm does ({StatusOf(response)}, {why}): check the address given with --farm or SUPERRES_FARM, and what stands between (a proxy, a login page).");

    /// <summary>The farm refuses, and says why.</summary>
    public static CommandException Refused(ProblemBody problem, HttpStatusCode status)
    {
        var mistakes = (problem.Errors ?? []).Select(mistake => Shown.Of($"{ParameterNames.Of(mistake.Pointer)}: {mistake.Detail}")).ToList();
        // A sentence that only repeats the one mistake there is says nothing more.
        var text = problem is { Errors: [var only], Detail: { } detail } && detail.Contains(only.Detail, StringComparison.Ordinal)
            ? mistakes[0]
            : string.Join("\n  ", mistakes.Prepend(Shown.Of(problem.Detail ?? problem.Title ?? $"The farm refuses ({(int)status}).")));
        if ((int)status < 500)
            return new(ExitCodes.WrongUse, status == HttpStatusCode.Unauthorized ? $"{text} Give a key with SUPERRES_KEY or --key-file." : text) { Refusal = problem.Code };
        var trace = problem.TraceId is { } id ? $" (trace {Shown.Of(id)})" : "";
        return new(ExitCodes.Environment, $"{text}\nThe farm itself failed{trace}; its log has the cause.");
    }

    /// <summary>An address that sends elsewhere.</summary>
    public CommandException Redirected(HttpResponseMessage response) => new(
        ExitCodes.WrongUse,
        $"{Name} sends to {(response.Headers.Location is { } to ? new Uri(farm, to).GetLeftPart(UriPartial.Path) : "nowhere")}: give the farm's own address with --farm.");

    /// <returns>The status in words.</returns>
    public static string StatusOf(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase ?? ""}".TrimEnd();

    /// <returns>Why there was no answer.</returns>
    public static string CauseOf(Exception fault) => fault switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the name is not known to DNS, or there is no network",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"no secure connection ({(fault.InnerException ?? fault).Message.TrimEnd('.')})",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy refuses; check HTTPS_PROXY and NO_PROXY",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection ended early",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "what listens there does not speak HTTP",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "the connection is refused",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable } } => "there is no way to it",
        TimeoutException => fault.Message,
        _ => Innermost(fault) is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown }
            ? "the connection was broken off" : Innermost(fault).Message.TrimEnd('.'),
    };

    private static string Below(string? more) => more is null ? "" : "\n" + more;

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;
}
