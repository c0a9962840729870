using System.Globalization;
using System.Text;

namespace OAuthMail.Tool.Demo;

/// <summary>Writes one line of text for each step as soon as it completes.</summary>
internal sealed class DemoTable(TextWriter writer) : IDemoOutput
{
    private static readonly CompositeFormat Format = CompositeFormat.Parse("{0,-4} {1,-27} {2,-11} {3,-26} {4,9}  {5}");

    private static readonly string Line = new('-', 120);

    private string _lastGroup = "";
    private int _passed;
    private int _failed;

    public void Begin(IReadOnlyList<DemoServer> servers)
    {
        writer.WriteLine("Servers in this process, reachable only from this machine:");
        foreach (var server in servers) writer.WriteLine($"  {server.Name,-22} {server.Address}");
        writer.WriteLine();
        Write("", "Flow", "Mechanism", "Step", "Time", "Result");
        writer.WriteLine(Line);
    }

    public void Add(DemoStep step)
    {
        // The flow and mechanism are written only in the first line of a group, so that groups are easy to find.
        var group = $"{step.Flow}/{step.Mechanism}";
        var isNew = group != _lastGroup;
        _lastGroup = group;
        if (step.Succeeded) _passed++;
        else _failed++;
        var time = string.Format(CultureInfo.InvariantCulture, "{0:0.0} ms", step.Duration.TotalMilliseconds);
        Write(
            step.Succeeded ? "ok" : "FAIL", isNew ? step.Flow : "", isNew ? step.Mechanism : "", step.Action, time,
            step.Failure ?? step.Detail);
    }

    public void End(bool succeeded, TimeSpan duration)
    {
        writer.WriteLine(Line);
        writer.WriteLine(string.Format(
            CultureInfo.InvariantCulture, "{0} of {1} steps succeeded in {2:0.0} s.{3}",
            _passed, _passed + _failed, duration.TotalSeconds, succeeded
                ? ""
                : " Lines marked FAIL contain the failure and its remedy."));
    }

    private void Write(params object[] cells) => writer.WriteLine(string.Format(CultureInfo.InvariantCulture, Format, cells).TrimEnd());
}
