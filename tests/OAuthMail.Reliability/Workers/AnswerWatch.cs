using System.Collections.Concurrent;
using System.Diagnostics;

namespace OAuthMail.Reliability.Workers;

/// <summary>Takes the time between an answer's last byte and the end of the write that follows.</summary>
internal sealed class AnswerWatch
{
    private readonly ConcurrentQueue<TimeSpan> _windows = new();
    private long _answered;

    public IReadOnlyCollection<TimeSpan> Windows => _windows;

    /// <summary>A client that sends through another, and notes when an answer is complete.</summary>
    public HttpClient Over(HttpClient client) => new(new Handler(this, client));

    /// <summary>Called when the record is in its place.</summary>
    public void Written() => _windows.Enqueue(Stopwatch.GetElapsedTime(_answered));

    private sealed class Handler(AnswerWatch watch, HttpClient client) : HttpMessageHandler
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
