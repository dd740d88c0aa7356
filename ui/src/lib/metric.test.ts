import { describe, expect, it } from 'vitest';
import {
  isWorse,
  lowerIsBetter,
  metricChange,
  metricInterval,
  metricsOf,
  metricTitle,
  metricValue,
} from './metric.ts';

describe('metrics', () => {
  it('have names as people say them', () => {
    expect(metricTitle('auc')).toBe('AUC');
    expect(metricTitle('validation/rmse')).toBe('RMSE');
    expect(metricTitle('my_own')).toBe('my own');
  });

  it('are written as scores with three decimals or as amounts with significant digits', () => {
    expect(metricValue('auc', 0.7)).toBe('0.700');
    expect(metricValue('rmse', 12.3456)).toBe('12.35');
    expect(metricValue('rmse', 48_123.7)).toBe('48\u2009124');
    expect(metricValue('mae', 0.0001234)).toBe('0.0001234');
    expect(metricValue('my_own', Math.PI)).toBe('3.142');
    expect(metricValue('rmse', undefined)).toBe('–');
  });

  it('know which way is better', () => {
    expect(lowerIsBetter('rmse')).toBe(true);
    expect(isWorse('rmse', 0.4)).toBe(true);
    expect(isWorse('auc', 0.4)).toBe(false);
    expect(isWorse('auc', -0.01)).toBe(true);
    expect(isWorse('log_loss', 0.01)).toBe(true);
    expect(isWorse('auc', null)).toBe(false);
    expect(isWorse('own', 0.1, true)).toBe(true);
    expect(isWorse('own', 0.1)).toBe(false);
  });

  it('change with a sign and no more digits than say something', () => {
    expect(metricChange('auc', -0.0123)).toBe('−0.012');
    expect(metricChange('rmse', 1.2345)).toBe('+1.23');
    expect(metricChange('rmse', -123.45)).toBe('−123');
    expect(metricInterval('rmse', -2.345, -0.5)).toBe('[−2.35, −0.50]'.replace('2.35', '2.35'));
    expect(metricInterval('auc', 0.002, 0.029)).toBe('[0.002, 0.029]');
    expect(metricInterval('auc', undefined, 1)).toBe('–');
  });

  it('are listed most telling first, without the ends of intervals', () => {
    expect(metricsOf([{ mae: 1, rmse: 2, rmse_low: 1, rmse_high: 3 }, { r2: 0.4 }])).toEqual([
      'rmse',
      'mae',
      'r2',
    ]);
    expect(metricsOf([{ log_loss: 1, auc: 1, own: 1 }])).toEqual(['auc', 'log_loss', 'own']);
  });
});
