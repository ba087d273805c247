// The server imports this class at start and, as telemetry is off, never makes one.
export class AppInsightsCore {}
