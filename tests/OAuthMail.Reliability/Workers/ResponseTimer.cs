using System.Collections.Concurrent;
using System.Diagnostics;

namespace OAuthMail.Reliability.Workers;

/// <summary>Measures the time between the last byte of a response and the end of the following write.</summary>
internal sealed class ResponseTimer
{
    private readonly ConcurrentQueue<TimeSpan> _windows = new();
    private long _answered;

    public IReadOnlyCollection<TimeSpan> Windows => _windows;

    /// <summary>Creates a client that sends through another client and records when a response is complete.</summary>
    public HttpClient Over(HttpClient client) => new(new Handler(this, client));

    /// <summary>Records that the record was written.</summary>
    public void Written() => _windows.Enqueue(Stopwatch.GetElapsedTime(_answered));

    private sealed class Handler(ResponseTimer watch, HttpClient client) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
            foreach (var header in request.Headers) copy.Headers.Add(header.Key, header.Value);
            var answer = await client.SendAsync(copy, HttpCompletionOption.ResponseContentRead, cancellationToken);
            copy.Content = null;
            watch._answered = Stopwatch.GetTimestamp();
            return answer;
        }
    }
}
